import { BackendError } from '@cyberimage/core';
import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import { BackendHost } from '../../backends/backend-host.service.js';
import { ModelDownloads } from '../../library/model-downloads.service.js';
import { ModelHost } from '../../library/model-host.service.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { ModelViews } from './model-views.service.js';

type ModelAction = 'model.unloaded' | 'model.files-removed' | 'model.list-refreshed';

const DONE: Readonly<Record<ModelAction, string>> = {
  'model.unloaded': 'Out of memory on demand',
  'model.files-removed': 'Files were removed on demand',
  'model.list-refreshed': 'The list of models was refreshed on demand',
};

/** What people do with models beside configuring them; all of it goes on record. */
@Injectable()
export class ModelActions {
  private readonly logger = new Logger(ModelActions.name);

  constructor(
    private readonly host: BackendHost,
    private readonly models: ModelHost,
    private readonly views: ModelViews,
    private readonly downloads: ModelDownloads,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProblemException 404, 409 while it is at work, 503 without a backend */
  async unload(name: string, actor: string): Promise<void> {
    await this.views.find(name);
    const { control } = await this.models.find(name);
    await asProblem(control.unload(name));
    await this.record('model.unloaded', name, actor);
  }

  /** @throws ProblemException 404, 422 for files that are not to be removed, 409 while it is at work */
  async removeFiles(name: string, actor: string): Promise<void> {
    await this.views.find(name);
    const { control } = await this.models.find(name);
    await asProblem(control.removeFiles(name));
    await this.record('model.files-removed', name, actor);
  }

  /** @throws ProblemException 404, 409 where there is nothing to fetch */
  async download(name: string, actor: string): Promise<void> {
    const {
      download,
      can_download: canDownload,
      disk_bytes: bytes,
      unavailable,
    } = await this.views.find(name);
    if (download === null && !canDownload) {
      const detail = bytes
        ? `The files of ${name} are here already`
        : (unavailable ?? `${name} cannot be fetched`);
      throw new ProblemException(HttpStatus.CONFLICT, 'conflict', detail);
    }
    await this.downloads.start(name, actor);
  }

  /** All models of a backend out of memory. @throws ProblemException 404, 409, 422 */
  async unloadAll(instanceId: string, actor: string): Promise<void> {
    await asProblem(this.control(instanceId).unload());
    await this.record('model.unloaded', instanceId, actor);
  }

  /** @throws ProblemException 404, 422 for a backend that has no such thing */
  async refresh(instanceId: string, actor: string): Promise<void> {
    await asProblem(this.control(instanceId).refresh());
    await this.record('model.list-refreshed', instanceId, actor);
  }

  private control(instanceId: string) {
    const isKnown = this.host.statuses().some((status) => status.instanceId === instanceId);
    if (!isKnown) throw ProblemException.notFound(`There is no backend ${instanceId}`);
    return this.host.control(instanceId);
  }

  private async record(action: ModelAction, subjectId: string, actor: string): Promise<void> {
    this.logger.log({ subject: subjectId }, DONE[action]);
    await this.unitOfWork.run((manager) =>
      this.audit.append(manager, { actor, action, subjectType: 'model', subjectId }),
    );
  }
}

async function asProblem(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!BackendError.is(error)) throw error;
    if (error.code === 'unavailable') {
      throw new ProblemException(HttpStatus.CONFLICT, 'conflict', error.message);
    }
    throw ProblemException.invalid([{ field: 'model', code: error.code, message: error.message }]);
  }
}
