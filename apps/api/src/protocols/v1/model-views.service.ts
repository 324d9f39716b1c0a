import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import type { ModelStatus } from '@cyberimage/core';
import { ConfiguredModels, type ConfiguredModel } from '../../library/configured-models.service.js';
import type { ModelDownloadEntity } from '../../library/model-download.entity.js';
import { ModelDownloads } from '../../library/model-downloads.service.js';
import { ModelHost, type ManagedModel } from '../../library/model-host.service.js';
import { Settings } from '../../platform/config/settings.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import type { ConfiguredModelView } from './schemas/configured-model.schema.js';

/** Configured models as the API shows them: the record, what the backend says, and the download. */
@Injectable()
export class ModelViews {
  constructor(
    private readonly models: ConfiguredModels,
    private readonly downloads: ModelDownloads,
    private readonly host: ModelHost,
    private readonly settings: Settings,
  ) {}

  async list(): Promise<ConfiguredModelView[]> {
    const [configured, managed, downloads] = await Promise.all([
      this.models.list(),
      this.host.managed(),
      this.downloads.list(),
    ]);
    const statuses = await this.host.statuses(managed.values());
    const byModel = new Map(downloads.map((download) => [download.model, download]));
    return configured.map((model) => {
      const { name } = model.line;
      const isShadowed = model.shadowedBy !== undefined;
      if (isShadowed) return toView(model);
      return toView(model, managed.get(name), statuses.get(name), byModel.get(name));
    });
  }

  /** @throws ProblemException 404 */
  async find(name: string): Promise<ConfiguredModelView> {
    const view = (await this.list()).findLast((model) => model.name === name);
    if (view === undefined) throw ProblemException.notFound(`There is no configured model ${name}`);
    return view;
  }

  async disk() {
    const path = this.settings.modelsPath;
    const facts = await statfs(path).catch(() => undefined);
    if (facts === undefined) return null;
    return { path, free_bytes: facts.bavail * facts.bsize, total_bytes: facts.blocks * facts.bsize };
  }
}

function toView(
  { line, origin, shadowedBy }: ConfiguredModel,
  managed?: ManagedModel,
  status?: ModelStatus,
  download?: ModelDownloadEntity,
): ConfiguredModelView {
  const { name, key, repo, source, description, requiresAuth, options } = line;
  const isHere = (status?.diskBytes ?? 0) > 0;
  const unavailable =
    shadowedBy === undefined
      ? managed?.model.unavailable
      : `${shadowedBy} in .env has the same name and is used`;
  return {
    name,
    origin,
    key: origin === 'environment' ? key : null,
    source,
    repo,
    description,
    requires_auth: requiresAuth,
    options: { ...options },
    backend: managed?.instanceId ?? null,
    tags: [...(managed?.model.tags ?? [])],
    unavailable: unavailable ?? null,
    loaded: status?.loaded ?? false,
    memory_bytes: status?.memoryBytes ?? null,
    folder: status?.folder ?? null,
    disk_bytes: status?.diskBytes ?? null,
    partial_bytes: status?.partialBytes ?? null,
    download: download === undefined ? null : toDownloadView(download),
    can_download: !isHere && unavailable === undefined && managed?.control.actions.includes('fetch') === true,
  };
}

function toDownloadView({ state, doneBytes, totalBytes, error }: ModelDownloadEntity) {
  return { state, done_bytes: doneBytes, total_bytes: totalBytes, error };
}
