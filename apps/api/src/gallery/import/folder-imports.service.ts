import { readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, isAbsolute } from 'node:path';
import {
  HttpStatus,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../../audit/audit.service.js';
import { Settings } from '../../platform/config/settings.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { FolderImportEntity, type FolderImportState } from './folder-import.entity.js';
import { PictureImporter, type ImportOutcome } from './picture-importer.service.js';
import { walkPictures } from './walk-pictures.js';

const KEPT_REFUSALS = 100;
/** Progress is on record after so many files; what is done twice after a crash is known then. */
const SAVE_EVERY = 20;

/** Brings in folders in the background, one at a time; goes on with them after a restart. */
@Injectable()
export class FolderImports implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(FolderImports.name);
  private readonly imports: Repository<FolderImportEntity>;
  private readonly stopping = new AbortController();
  private readonly cancelled = new Set<string>();
  private turn: Promise<void> = Promise.resolve();

  constructor(
    dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly importer: PictureImporter,
    private readonly events: EventBus,
    private readonly settings: Settings,
  ) {
    this.imports = dataSource.getRepository(FolderImportEntity);
  }

  async onApplicationBootstrap(): Promise<void> {
    const open = await this.imports.find({ where: { state: 'running' }, order: { startedAt: 'ASC' } });
    for (const run of open) this.enqueue(run);
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.turn;
  }

  /** Newest first. */
  list(): Promise<FolderImportEntity[]> {
    return this.imports.find({ order: { startedAt: 'DESC', id: 'DESC' }, take: 20 });
  }

  /** @throws ProblemException 404 */
  async get(id: string): Promise<FolderImportEntity> {
    const run = await this.imports.findOneBy({ id });
    if (run === null) throw ProblemException.notFound(`There is no import ${id}`);
    return run;
  }

  /** @throws ProblemException 422 for a folder that is not there or may not be imported */
  async start(folder: string, actor: string): Promise<FolderImportEntity> {
    const path = await this.allowed(folder);
    const run: FolderImportEntity = {
      id: uuidv7(),
      folder: path,
      state: 'running',
      actor,
      total: null,
      imported: 0,
      known: 0,
      refused: 0,
      refusals: [],
      lastPath: null,
      error: null,
      startedAt: Date.now(),
      endedAt: null,
    };
    await this.unitOfWork.run(async (manager) => {
      await manager.insert(FolderImportEntity, run);
      await this.audit.append(manager, {
        actor,
        action: 'gallery.import-started',
        subjectType: 'gallery',
        subjectId: run.id,
        data: { folder: path },
      });
    });
    this.enqueue(run);
    return run;
  }

  /** What is in already stays in. @throws ProblemException 404, 409 when it has ended */
  async cancel(id: string, actor: string): Promise<void> {
    const run = await this.get(id);
    if (run.state !== 'running')
      throw new ProblemException(HttpStatus.CONFLICT, 'conflict', `The import is ${run.state} already`);
    const entry = {
      actor,
      action: 'gallery.import-cancelled',
      subjectType: 'gallery',
      subjectId: id,
    } as const;
    await this.unitOfWork.run((manager) =>
      this.audit.append(manager, { ...entry, data: { folder: run.folder } }),
    );
    this.cancelled.add(id);
  }

  private enqueue(run: FolderImportEntity): void {
    this.turn = this.turn.then(() => this.run(run));
  }

  /** Never rejects. */
  private async run(run: FolderImportEntity): Promise<void> {
    try {
      if (run.total === null) run.total = await count(walkPictures(run.folder));
      let unsaved = 0;
      for await (const path of walkPictures(run.folder, run.lastPath ?? '')) {
        if (this.stopping.signal.aborted) return await this.save(run);
        if (this.cancelled.has(run.id)) return await this.end(run, 'cancelled');
        note(run, await this.take(run, path));
        run.lastPath = path;
        if ((unsaved += 1) % SAVE_EVERY === 0) await this.save(run);
      }
      await this.end(run, 'completed');
    } catch (error) {
      this.logger.error({ err: error, folder: run.folder }, 'A folder could not be imported');
      run.error = error instanceof Error ? error.message : String(error);
      await this.end(run, 'failed').catch(() => undefined);
    }
  }

  private async take({ id, folder, actor }: FolderImportEntity, path: string): Promise<ImportOutcome> {
    const absolute = join(folder, path);
    const facts = await stat(absolute).catch(() => undefined);
    if (facts === undefined) return { status: 'refused', name: path, reason: 'It is gone' };
    const { maxFileBytes } = this.settings.pictures;
    if (facts.size > maxFileBytes) {
      const reason = `It has ${facts.size} bytes; at most ${maxFileBytes} are taken`;
      return { status: 'refused', name: path, reason };
    }
    const data = await readFile(absolute).catch(() => undefined);
    if (data === undefined) return { status: 'refused', name: path, reason: 'It may not be read' };
    const modifiedAt = Math.floor(facts.mtimeMs);
    return this.importer.import({ name: path, data, modifiedAt, key: `${id} ${path}` }, actor);
  }

  private async end(run: FolderImportEntity, state: FolderImportState): Promise<void> {
    run.state = state;
    run.endedAt = Date.now();
    this.cancelled.delete(run.id);
    await this.save(run, true);
    this.events.publish({ type: 'gallery-changed' });
  }

  private async save(run: FolderImportEntity, hasEnded = false): Promise<void> {
    const { id, actor, folder, state, imported, known, refused } = run;
    await this.unitOfWork.run(async (manager) => {
      await manager.update(FolderImportEntity, { id }, run);
      if (!hasEnded) return;
      await this.audit.append(manager, {
        actor,
        action: 'gallery.import-ended',
        subjectType: 'gallery',
        subjectId: id,
        data: { folder, state, imported, known, refused },
      });
    });
  }

  /** Links are followed before it is looked whether the folder lies in one that is allowed. */
  private async allowed(folder: string): Promise<string> {
    const roots = this.settings.pictures.importFolders;
    const refuse = (code: string, message: string): never => {
      throw ProblemException.invalid([{ field: 'folder', code, message, value: folder }]);
    };
    if (roots.length === 0) refuse('not-allowed', 'No folder may be imported; IMPORT_FOLDERS names some');
    const [root] = roots;
    const path = await real(isAbsolute(folder) ? folder : join(root ?? '', folder));
    const realRoots = (await Promise.all(roots.map(real))).filter((one) => one !== undefined);
    if (path === undefined || !realRoots.some((one) => isWithin(one, path))) {
      return refuse(
        'not-allowed',
        `${folder} does not lie in a folder of IMPORT_FOLDERS: ${roots.join(', ')}`,
      );
    }
    if (!(await stat(path)).isDirectory()) refuse('no-folder', `${folder} is no folder`);
    return path;
  }
}

async function real(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!way.startsWith('..') && !isAbsolute(way));
}

function note(run: FolderImportEntity, outcome: ImportOutcome): void {
  run[outcome.status] += 1;
  if (outcome.status === 'refused' && run.refusals.length < KEPT_REFUSALS) {
    run.refusals = [...run.refusals, { name: outcome.name, reason: outcome.reason }];
  }
}

async function count(items: AsyncIterable<unknown>): Promise<number> {
  let total = 0;
  for await (const _item of items) total += 1;
  return total;
}
