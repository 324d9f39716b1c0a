import { setTimeout as delay } from 'node:timers/promises';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import { currentRequestId, withRequestId } from '../platform/logging/request-context.js';
import { ModelDownloadEntity, type DownloadState } from './model-download.entity.js';
import { ModelHost } from './model-host.service.js';

/** A browser can't show more. */
const LEAST_INTERVAL_MS = 500;

/** How often, and after what time, a backend that does not have the model yet is asked again. */
const BACKEND_ATTEMPTS = 12;
const BACKEND_PAUSE_MS = 5000;

type DownloadAction =
  | 'model.download-requested'
  | 'model.download-paused'
  | 'model.download-cancelled'
  | 'model.downloaded'
  | 'model.download-failed';

interface RunningDownload {
  /** Empty until one was found. */
  model: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  doneBytes: number;
  totalBytes: number;
}

/** Fetches models that somebody asked for, one after the other; rows outlive the process. */
@Injectable()
export class ModelDownloads implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ModelDownloads.name);
  private running: RunningDownload | undefined;
  private isClosing = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly events: EventBus,
    private readonly host: ModelHost,
  ) {}

  /** Goes on with what the last process left. */
  async onApplicationBootstrap(): Promise<void> {
    await this.unitOfWork.run((manager) =>
      manager.update(ModelDownloadEntity, { state: 'running' }, { state: 'queued' }),
    );
    void this.next();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isClosing = true;
    this.running?.stop.abort();
    await this.running?.ended;
  }

  /** All that are not through, with how far the running one is now. */
  async list(): Promise<ModelDownloadEntity[]> {
    const rows = await this.dataSource
      .getRepository(ModelDownloadEntity)
      .find({ order: { requestedAt: 'ASC' } });
    return rows.map((row) =>
      row.model === this.running?.model ? Object.assign(row, progressOf(this.running)) : row,
    );
  }

  /** Puts a download in the line, or a paused or failed one back into it. */
  async start(model: string, actor: string): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      const known = await manager.findOneBy(ModelDownloadEntity, { model });
      if (known?.state === 'queued' || known?.state === 'running') return;
      const requestId = currentRequestId() ?? null;
      const fresh = { model, state: 'queued', error: null, requestedAt: Date.now(), requestId } as const;
      if (known === null)
        await manager.insert(ModelDownloadEntity, { ...fresh, doneBytes: 0, totalBytes: 0 });
      else await manager.update(ModelDownloadEntity, { model }, fresh);
      await this.record(manager, 'model.download-requested', model, actor);
    });
    this.tell();
    void this.next();
  }

  /** What has arrived is kept. @throws ProblemException 404 when it is not under way */
  async pause(model: string, actor: string): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      const open = { model, state: In<DownloadState>(['queued', 'running']) };
      const { affected } = await manager.update(ModelDownloadEntity, open, { state: 'paused' });
      if (affected !== 1) throw ProblemException.notFound(`${model} is not being downloaded`);
      await this.record(manager, 'model.download-paused', model, actor);
    });
    await this.stop(model);
    this.tell();
  }

  /** What has arrived is removed. @throws ProblemException 404 when there is no such download */
  async cancel(model: string, actor: string): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      const { affected } = await manager.delete(ModelDownloadEntity, { model });
      if (affected !== 1) throw ProblemException.notFound(`${model} is not being downloaded`);
      await this.record(manager, 'model.download-cancelled', model, actor);
    });
    await this.stop(model);
    await this.removeParts(model);
    this.tell();
  }

  /** Forgets the download; what has arrived stays where it is. */
  async discard(model: string): Promise<void> {
    await this.unitOfWork.run((manager) => manager.delete(ModelDownloadEntity, { model }));
    await this.stop(model);
  }

  /** Begins it anew if it runs: the model was changed. @param after the name that it has now */
  async restart(before: string, after: string): Promise<void> {
    if (this.running?.model !== before) return;
    await this.stop(before);
    await this.unitOfWork.run((manager) =>
      manager.update(ModelDownloadEntity, { model: after, state: 'running' }, { state: 'queued' }),
    );
    void this.next();
  }

  private async stop(model: string): Promise<void> {
    if (this.running?.model !== model) return;
    this.running.stop.abort();
    await this.running.ended;
  }

  /** Another model may share the folder: then the parts are not only this one's, and stay. */
  private async removeParts(model: string): Promise<void> {
    try {
      const { control } = await this.host.find(model);
      await control.removeFiles(model);
    } catch (error) {
      this.logger.warn({ err: error, model }, 'What had arrived of a download could not be removed');
    }
  }

  private async next(): Promise<void> {
    if (this.running !== undefined || this.isClosing) return;
    const ended = Promise.withResolvers<void>();
    const running: RunningDownload = {
      model: '',
      stop: new AbortController(),
      ended: ended.promise,
      doneBytes: 0,
      totalBytes: 0,
    };
    this.running = running;
    const row = await this.claim(running).catch((error: unknown) => {
      this.logger.error({ err: error }, 'The downloads on record cannot be read');
      return null;
    });
    if (row !== null) {
      Object.assign(running, progressOf(row));
      this.tell();
      await withRequestId(row.requestId, async () => this.run(running));
    }
    this.running = undefined;
    ended.resolve();
    if (row !== null) void this.next();
  }

  private async claim(running: RunningDownload): Promise<ModelDownloadEntity | null> {
    return this.unitOfWork.run(async (manager) => {
      const [row] = await manager.find(ModelDownloadEntity, {
        where: { state: 'queued' },
        order: { requestedAt: 'ASC' },
        take: 1,
      });
      if (row === undefined) return null;
      await manager.update(ModelDownloadEntity, { model: row.model }, { state: 'running' });
      // From here on whoever pauses it finds it running.
      running.model = row.model;
      return row;
    });
  }

  /** Never rejects: the outcome is on record. */
  private async run(running: RunningDownload): Promise<void> {
    const { model, stop } = running;
    try {
      this.logger.log({ model }, 'A download begins');
      await this.fetch(running);
      await this.settle(running, 'model.downloaded', null);
      this.logger.log({ model, bytes: running.doneBytes }, 'A download is done');
    } catch (error) {
      // Paused and cancelled ones have their rows as they should be; a stop of the studio leaves `running`.
      const isStopped = stop.signal.aborted;
      const message = error instanceof Error ? error.message : String(error);
      if (isStopped) this.logger.log({ model }, 'A download was stopped');
      else this.logger.error({ err: error, model }, `A download failed: ${message}`);
      await this.settle(running, isStopped ? undefined : 'model.download-failed', message);
    }
    this.tell();
  }

  private async fetch(running: RunningDownload): Promise<void> {
    const { model, stop } = running;
    let toldMs = -Infinity;
    const { control } = await this.findHost(model, stop.signal);
    for await (const progress of control.fetch(model, stop.signal)) {
      Object.assign(running, progress);
      if (performance.now() - toldMs < LEAST_INTERVAL_MS) continue;
      toldMs = performance.now();
      const { doneBytes: done_bytes, totalBytes: total_bytes } = progress;
      this.events.publish({ type: 'model-download-progressed', model, done_bytes, total_bytes });
    }
    stop.signal.throwIfAborted();
  }

  /** After a start the backends take a moment. */
  private async findHost(model: string, signal: AbortSignal) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.host.find(model);
      } catch (error) {
        if (attempt === BACKEND_ATTEMPTS) throw error;
        await delay(BACKEND_PAUSE_MS, undefined, { signal });
      }
    }
  }

  private async settle(
    { model, doneBytes, totalBytes }: RunningDownload,
    action: DownloadAction | undefined,
    message: string | null,
  ): Promise<void> {
    const settled = this.unitOfWork.run(async (manager) => {
      if (action === 'model.downloaded') await manager.delete(ModelDownloadEntity, { model });
      else await manager.update(ModelDownloadEntity, { model }, { doneBytes, totalBytes });
      if (action === 'model.download-failed') {
        await manager.update(ModelDownloadEntity, { model }, { state: 'failed', error: message });
      }
      if (action !== undefined) {
        await this.record(manager, action, model, 'app', message === null ? {} : { error: message });
      }
    });
    await settled.catch((error: unknown) => {
      this.logger.error({ err: error, model }, 'The outcome of a download could not be put on record');
    });
  }

  private async record(
    manager: EntityManager,
    action: DownloadAction,
    model: string,
    actor: string,
    data = {},
  ): Promise<void> {
    await this.audit.append(manager, { actor, action, subjectType: 'model', subjectId: model, data });
  }

  private tell(): void {
    this.events.publish({ type: 'models-changed' });
  }
}

function progressOf({ doneBytes, totalBytes }: Pick<RunningDownload, 'doneBytes' | 'totalBytes'>) {
  return { doneBytes, totalBytes };
}
