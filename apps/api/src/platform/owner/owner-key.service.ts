import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Settings } from '../config/settings.js';

const KEY_BYTES = 24;
const SESSION = 'owner session 1';

/**
 * Proves that somebody may read the data folder: the studio's owner may, a plugin's process may not (Node keeps it
 * from files), nor may whoever merely reaches the API.
 */
@Injectable()
export class OwnerKey implements OnModuleInit {
  readonly path: string;
  private key: Promise<string> | undefined;

  constructor(settings: Pick<Settings, 'dataPath'>) {
    this.path = join(settings.dataPath, 'owner.key');
  }

  /** Who is told where the key is finds one there. */
  async onModuleInit(): Promise<void> {
    await this.read();
  }

  async isKey(text: string): Promise<boolean> {
    return isEqual(text.trim(), await this.read());
  }

  /** Stands for the key in a browser's cookie. A new key ends all of them. */
  async session(): Promise<string> {
    return createHmac('sha256', await this.read())
      .update(SESSION)
      .digest('base64url');
  }

  async isSession(text: string): Promise<boolean> {
    return isEqual(text, await this.session());
  }

  /** Makes the key where there is none. */
  async read(): Promise<string> {
    this.key ??= this.find().catch((error: unknown) => {
      this.key = undefined;
      throw error;
    });
    return this.key;
  }

  private async find(): Promise<string> {
    await mkdir(join(this.path, '..'), { recursive: true });
    const fresh = `${randomBytes(KEY_BYTES).toString('base64url')}\n`;
    // `wx`: of two processes that start together, one makes the key and both read it.
    await writeFile(this.path, fresh, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    const key = (await readFile(this.path, 'utf8')).trim();
    if (key.length >= KEY_BYTES) return key;
    throw new Error(`${this.path} holds no key of ${KEY_BYTES} characters or more; remove it for a new one`);
  }
}

function isEqual(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
