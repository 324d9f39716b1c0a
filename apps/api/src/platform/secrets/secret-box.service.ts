import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Settings } from '../config/settings.js';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals secrets for the database, with a key that lies beside it in a file of its owner's alone. */
@Injectable()
export class SecretBox {
  private key: Promise<Buffer> | undefined;

  constructor(private readonly settings: Pick<Settings, 'dataPath'>) {}

  /** @param subject whose secret it is; only with the same one it can be opened */
  async seal(text: string, subject: string): Promise<string> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, await this.readKey(), nonce).setAAD(Buffer.from(subject));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
  }

  /** @throws Error when it was sealed with another key or for another subject, or was changed */
  async open(sealed: string, subject: string): Promise<string> {
    const bytes = Buffer.from(sealed, 'base64');
    const nonce = bytes.subarray(0, NONCE_BYTES);
    const decipher = createDecipheriv(ALGORITHM, await this.readKey(), nonce, { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(subject));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  }

  private async readKey(): Promise<Buffer> {
    this.key ??= this.findKey().catch((error: unknown) => {
      this.key = undefined;
      throw error;
    });
    return this.key;
  }

  private async findKey(): Promise<Buffer> {
    const path = join(this.settings.dataPath, 'secrets.key');
    await mkdir(this.settings.dataPath, { recursive: true });
    // `wx`: of two processes that start together, one makes the key and both read it.
    await writeFile(path, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
    const key = await readFile(path);
    if (key.length === KEY_BYTES) return key;
    throw new Error(`${path} holds ${key.length} bytes; a key has ${KEY_BYTES}`);
  }
}
