import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import { removeDurable, writeDurably } from '../platform/files/write-durably.js';

/**
 * The newest checkpoint of each unfinished job, in the data folder. Nothing depends on one: a worker that
 * has none begins the job anew.
 */
@Injectable()
export class CheckpointStore {
  private readonly logger = new Logger(CheckpointStore.name);

  constructor(private readonly settings: Settings) {}

  async put(jobId: string, data: Uint8Array): Promise<void> {
    try {
      await writeDurably(this.path(jobId), data);
    } catch (error) {
      this.logger.warn({ err: error, jobId }, 'A checkpoint could not be kept');
    }
  }

  async get(jobId: string): Promise<Uint8Array | undefined> {
    return readFile(this.path(jobId)).catch(() => undefined);
  }

  async delete(jobId: string): Promise<void> {
    await removeDurable(this.path(jobId)).catch((error: unknown) => {
      this.logger.warn({ err: error, jobId }, 'A checkpoint could not be removed');
    });
  }

  private path(jobId: string): string {
    return join(this.settings.dataPath, 'checkpoints', jobId);
  }
}
