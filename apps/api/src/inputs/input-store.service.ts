import { createHash } from 'node:crypto';
import { BackendError, type EncodedImage, type ParameterValue } from '@cyberimage/core';
import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { InputFiles } from './input-files.service.js';
import { InputUseEntity } from './input-use.entity.js';
import { InputEntity } from './input.entity.js';
import { readUpload } from './read-upload.js';

/** Keeps the pictures that jobs start from: each once, however often it is sent. */
@Injectable()
export class InputStore {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly files: InputFiles,
    private readonly settings: Settings,
  ) {}

  /** @throws UploadError for bytes that are not taken as a picture */
  async store(bytes: Uint8Array): Promise<InputEntity> {
    const { data, mediaType, width, height } = await readUpload(bytes, this.settings.inputs);
    const id = createHash('sha256').update(data).digest('hex');
    const input = { id, mediaType, width, height, sizeBytes: data.length, offeredAt: Date.now() };
    if (!(await this.files.has(id))) await this.files.write(id, data);
    await this.unitOfWork.run((manager) => manager.upsert(InputEntity, input, ['id']));
    // The file of an old input may have been removed right before its row was renewed.
    if (!(await this.files.has(id))) await this.files.write(id, data);
    return input;
  }

  async find(id: string): Promise<InputEntity | null> {
    return this.dataSource.getRepository(InputEntity).findOneBy({ id });
  }

  /** Undefined when the file is not in this machine's data folder. */
  async read(id: string): Promise<Buffer | undefined> {
    return this.files.read(id);
  }

  /** Puts on record that a job refers to inputs, which then stay as long as the job or its pictures do. */
  async use(manager: EntityManager, jobId: string, ids: readonly string[]): Promise<void> {
    const uses = [...new Set(ids)].map((inputId) => ({ jobId, inputId }));
    if (uses.length > 0) await manager.upsert(InputUseEntity, uses, ['jobId', 'inputId']);
  }

  /**
   * The pictures that a job's parameters name, by parameter.
   *
   * @throws BackendError `unavailable` when a file cannot be read
   */
  async ofJob(
    jobId: string,
    parameters: Readonly<Record<string, ParameterValue>>,
  ): Promise<Record<string, EncodedImage>> {
    const uses = await this.dataSource.getRepository(InputUseEntity).findBy({ jobId });
    const ids = uses.map(({ inputId }) => inputId);
    const inputs = await this.dataSource.getRepository(InputEntity).findBy({ id: In(ids) });
    const named = Object.entries(parameters).flatMap(([name, value]) => {
      const input = inputs.find(({ id }) => id === value);
      return input === undefined ? [] : [[name, input] as const];
    });
    const read = named.map(async ([name, input]) => [name, await this.encoded(name, input)] as const);
    return Object.fromEntries(await Promise.all(read));
  }

  private async encoded(field: string, { id, mediaType }: InputEntity): Promise<EncodedImage> {
    const data = await this.files.read(id);
    if (data !== undefined) return { kind: 'encoded', mediaType, data };
    const message = `the picture for ${field} (${id}) is not in this worker's data folder; CONFIG_DATA_PATH must be shared by all workers`;
    throw new BackendError('unavailable', message, { field });
  }
}
