import { mkdir, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import sharp from 'sharp';
import { Settings } from '../../platform/config/settings.js';
import { writeDurably } from '../../platform/files/write-durably.js';
import type { VariantType } from './choose-variant.js';

/** Good enough that nobody tells them apart at a glance; the file itself is a download away. */
const ENCODERS = {
  'image/webp': { extension: 'webp', encode: { quality: 88, effort: 2, smartSubsampling: true } },
  'image/avif': { extension: 'avif', encode: { quality: 62, effort: 2 } },
} as const;

/** Making room goes down to this share of the bound, so that it is not made for every picture. */
const ROOM_SHARE = 0.9;

/** A picture to convert. */
export interface VariantSource {
  /** Absolute. */
  readonly path: string;
  /** Names the content: equal keys have equal bytes. */
  readonly key: string;
}

/** Copies of pictures in other formats: each made once, kept in a folder that stays within its bound. */
@Injectable()
export class MediaVariants {
  private readonly folder: string;
  private readonly running = new Map<string, Promise<string | undefined>>();
  /** One picture is converted at a time: making pictures needs the processor more. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly settings: Settings) {
    this.folder = join(settings.dataPath, 'cache', 'media');
  }

  /** What tells this content from any other, also after an update of the encoders. */
  key({ key }: Pick<VariantSource, 'key'>, type: VariantType): string {
    return `${key}-${ENCODERS[type].extension}-${sharp.versions.vips}`;
  }

  /** @returns the absolute path of the copy; undefined when the picture can't be read or nothing is kept */
  async find(source: VariantSource, type: VariantType): Promise<string | undefined> {
    if (this.settings.pictures.mediaCacheBytes === 0) return undefined;
    const name = `${this.key(source, type)}.${ENCODERS[type].extension}`;
    const path = join(this.folder, name.slice(0, 2), name);
    if ((await stat(path).catch(() => undefined)) !== undefined) {
      // Its time tells when it was wanted last.
      await utimes(path, new Date(), new Date()).catch(() => undefined);
      return path;
    }
    const running = this.running.get(path) ?? this.make(source, type, path);
    this.running.set(path, running);
    return running.finally(() => this.running.delete(path));
  }

  private make(source: VariantSource, type: VariantType, path: string): Promise<string | undefined> {
    const made = this.turn.then(async () => {
      const picture = sharp(source.path);
      const data =
        type === 'image/webp'
          ? await picture.webp(ENCODERS[type].encode).toBuffer()
          : await picture.avif(ENCODERS[type].encode).toBuffer();
      await writeDurably(path, data);
      await this.makeRoom();
      return path;
    });
    const outcome = made.catch(() => undefined);
    this.turn = outcome;
    return outcome;
  }

  /** What was wanted longest ago goes first. */
  private async makeRoom(): Promise<void> {
    const bound = this.settings.pictures.mediaCacheBytes;
    await mkdir(this.folder, { recursive: true });
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const files = await Promise.all(
      entries
        .filter((entry) => entry.isFile())
        .map(async (entry) => {
          const path = join(entry.parentPath, entry.name);
          const facts = await stat(path).catch(() => undefined);
          return { path, bytes: facts?.size ?? 0, usedMs: facts?.mtimeMs ?? 0 };
        }),
    );
    let total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (total <= bound) return;
    for (const { path, bytes } of files.toSorted((a, b) => a.usedMs - b.usedMs)) {
      if (total <= bound * ROOM_SHARE) return;
      await rm(path, { force: true });
      total -= bytes;
    }
  }
}
