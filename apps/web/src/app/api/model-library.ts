import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import { Api } from './generated/api';
import { backendsList } from './generated/fn/backends/backends-list';
import { backendsRefresh } from './generated/fn/backends/backends-refresh';
import { backendsUnload } from './generated/fn/backends/backends-unload';
import { configuredModelsAdd } from './generated/fn/library/configured-models-add';
import { configuredModelsCancel } from './generated/fn/library/configured-models-cancel';
import { configuredModelsChange } from './generated/fn/library/configured-models-change';
import { configuredModelsDownload } from './generated/fn/library/configured-models-download';
import { configuredModelsList } from './generated/fn/library/configured-models-list';
import { configuredModelsPause } from './generated/fn/library/configured-models-pause';
import { configuredModelsRemove } from './generated/fn/library/configured-models-remove';
import { configuredModelsUnload } from './generated/fn/library/configured-models-unload';
import type { AppEvent } from './generated/models/app-event';
import type { Backend } from './generated/models/backend';
import type { ConfiguredModel } from './generated/models/configured-model';
import type { ConfiguredModels } from './generated/models/configured-models';
import type { ModelChange } from './generated/models/model-change';
import type { ModelDraft } from './generated/models/model-draft';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem } from './problem';

/** The configured models, their files and downloads. Lives as long as the page that shows them. */
@Injectable()
export class ModelLibrary {
  private readonly api = inject(Api);
  private readonly known = signal<ConfiguredModels>({ models: [], disk: null });
  private readonly backendList = signal<readonly Backend[]>([]);
  private readonly load = signal<LoadState>(LOADING);

  readonly models = computed<readonly ConfiguredModel[]>(() => this.known().models);
  readonly disk = computed(() => this.known().disk);
  readonly backends = this.backendList.asReadonly();
  readonly state = this.load.asReadonly();

  constructor() {
    const stop = inject(EventStream).listen((event) => this.take(event));
    inject(DestroyRef).onDestroy(stop);
    void this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      const [known, backends] = await Promise.all([
        this.api.invoke(configuredModelsList),
        this.api.invoke(backendsList),
      ]);
      this.known.set(known);
      this.backendList.set(backends);
      this.load.set(READY);
    } catch (error) {
      if (this.load().kind !== 'ready') this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  async add(body: ModelDraft): Promise<void> {
    await this.api.invoke(configuredModelsAdd, { body });
    await this.refresh();
  }

  /** What is left out stays. */
  async change(name: string, body: ModelChange): Promise<void> {
    await this.api.invoke(configuredModelsChange, { name, body });
    await this.refresh();
  }

  async remove(name: string, withFiles: boolean): Promise<void> {
    await this.api.invoke(configuredModelsRemove, { name, files: withFiles ? 'true' : 'false' });
    await this.refresh();
  }

  async unload(name: string): Promise<void> {
    await this.api.invoke(configuredModelsUnload, { name });
    await this.refresh();
  }

  /** Puts the download in the line, or back into it. */
  async download(name: string): Promise<void> {
    await this.api.invoke(configuredModelsDownload, { name });
    await this.refresh();
  }

  async pauseDownload(name: string): Promise<void> {
    await this.api.invoke(configuredModelsPause, { name });
    await this.refresh();
  }

  async cancelDownload(name: string): Promise<void> {
    await this.api.invoke(configuredModelsCancel, { name });
    await this.refresh();
  }

  /** All models of a backend out of its memory. */
  async unloadAll(id: string): Promise<void> {
    await this.api.invoke(backendsUnload, { id });
  }

  /** Has a backend look anew at which models there are. */
  async refreshBackend(id: string): Promise<void> {
    await this.api.invoke(backendsRefresh, { id });
  }

  private take(event: AppEvent): void {
    switch (event.type) {
      case 'model-download-progressed':
        return this.progress(event.model, event.done_bytes, event.total_bytes);
      // A picture leaves its model in memory.
      case 'job-completed':
      case 'models-changed':
      case 'backend-changed':
      case 'reset':
        void this.refresh();
    }
  }

  private progress(name: string, done: number, total: number): void {
    this.known.update(({ models, disk }) => ({
      disk,
      models: models.map((model) =>
        model.name === name && model.download !== null
          ? { ...model, download: { ...model.download, done_bytes: done, total_bytes: total } }
          : model,
      ),
    }));
  }
}
