import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dirname } from 'node:path/posix';
import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import { PICTURE_EXTENSIONS, type EncodedPicture, type PictureExtension } from './encode-picture.js';
import { StorageError } from './storage-error.js';
import { removeDurable, writeDurably } from '../platform/files/write-durably.js';

/** Where a picture's two files lie, relative to the media root. */
export interface ImagePaths {
  readonly file: string;
  readonly thumbnail: string;
}

/** Pictures on disk: `<yyyy>/<mm>/<dd>/<id>.<ext>`, thumbnails alike under `thumbnails/`. */
@Injectable()
export class ImageFiles {
  constructor(private readonly settings: Settings) {}

  /** @throws StorageError with nothing left behind */
  async store(id: string, picture: EncodedPicture, createdAt: number): Promise<ImagePaths> {
    const paths = pathsOf(id, picture.extension, createdAt);
    try {
      await writeDurably(this.absolute(paths.file), picture.data);
      await writeDurably(this.absolute(paths.thumbnail), picture.thumbnail);
    } catch (error) {
      // The first error is the one to tell.
      await this.remove(paths).catch(() => undefined);
      throw StorageError.from(error, this.settings.mediaRoot);
    }
    return paths;
  }

  /** Makes the thumbnail of a file that lies in the folder for pictures already. */
  async adopt(id: string, file: string, { thumbnail: data }: EncodedPicture): Promise<ImagePaths> {
    const folder = dirname(file);
    const thumbnail = `thumbnails/${folder === '.' ? '' : `${folder}/`}${id}.webp`;
    await writeDurably(this.absolute(thumbnail), data).catch((error: unknown) => {
      throw StorageError.from(error, this.settings.mediaRoot);
    });
    return { file, thumbnail };
  }

  async remove({ file, thumbnail }: ImagePaths): Promise<void> {
    await Promise.all([file, thumbnail].map((path) => removeDurable(this.absolute(path))));
  }

  /** Removes whatever a process left that was killed while it stored the picture. */
  async removeRemains(id: string, createdAt: number): Promise<void> {
    await Promise.all(PICTURE_EXTENSIONS.map((extension) => this.remove(pathsOf(id, extension, createdAt))));
  }

  /** The whole file; undefined when it is not there any more. */
  async read(path: string): Promise<Buffer | undefined> {
    return readFile(this.absolute(path)).catch(() => undefined);
  }

  absolute(path: string): string {
    return join(this.settings.mediaRoot, path);
  }
}

function pathsOf(id: string, extension: PictureExtension, createdAt: number): ImagePaths {
  const folder = new Date(createdAt).toISOString().slice(0, 10).replaceAll('-', '/');
  return { file: `${folder}/${id}.${extension}`, thumbnail: `thumbnails/${folder}/${id}.webp` };
}
