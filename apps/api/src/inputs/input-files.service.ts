import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import { removeDurable, writeDurably } from '../platform/files/write-durably.js';

/** The bytes of inputs in the data folder: `inputs/<first two digits>/<id>`. */
@Injectable()
export class InputFiles {
  constructor(private readonly settings: Settings) {}

  async has(id: string): Promise<boolean> {
    return access(this.path(id)).then(
      () => true,
      () => false,
    );
  }

  async write(id: string, data: Uint8Array): Promise<void> {
    await writeDurably(this.path(id), data);
  }

  /** Undefined when it is not there. */
  async read(id: string): Promise<Buffer | undefined> {
    return readFile(this.path(id)).catch(() => undefined);
  }

  async remove(id: string): Promise<void> {
    await removeDurable(this.path(id));
  }

  private path(id: string): string {
    return join(this.settings.dataPath, 'inputs', id.slice(0, 2), id);
  }
}
