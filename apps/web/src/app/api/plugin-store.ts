import { HttpClient } from '@angular/common/http';
import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { EventStream } from './event-stream';
import { Api } from './generated/api';
import { backendsList } from './generated/fn/backends/backends-list';
import { backendsRestart } from './generated/fn/backends/backends-restart';
import { pluginsChangeSettings } from './generated/fn/plugins/plugins-change-settings';
import { pluginsDisable } from './generated/fn/plugins/plugins-disable';
import { pluginsEnable } from './generated/fn/plugins/plugins-enable';
import { pluginsGrant } from './generated/fn/plugins/plugins-grant';
import { pluginsInstalls } from './generated/fn/plugins/plugins-installs';
import { pluginsList } from './generated/fn/plugins/plugins-list';
import { pluginsRemove } from './generated/fn/plugins/plugins-remove';
import { pluginsSettingsOf } from './generated/fn/plugins/plugins-settings-of';
import type { Backend } from './generated/models/backend';
import type { Plugin } from './generated/models/plugin';
import type { PluginSettings } from './generated/models/plugin-settings';
import type { PluginSettingsChange } from './generated/models/plugin-settings-change';
import type { PluginInstalls } from './generated/models/plugin-installs';
import { LOADING, READY, type LoadState } from './load-state';
import { OwnerSession } from './owner-session';
import { toProblem } from './problem';

/** What becomes of jobs that wait for a plugin which goes. */
export type WaitingJobs = 'keep' | 'fail';

/** The installed plugins and their backends as they are. Lives as long as the page that shows them. */
@Injectable()
export class PluginStore {
  private readonly api = inject(Api);
  private readonly http = inject(HttpClient);
  private readonly owner = inject(OwnerSession);
  private readonly pluginList = signal<readonly Plugin[]>([]);
  private readonly backendList = signal<readonly Backend[]>([]);
  private readonly allowed = signal<PluginInstalls['installs']>('off');
  private readonly load = signal<LoadState>(LOADING);

  readonly plugins = this.pluginList.asReadonly();
  readonly backends = this.backendList.asReadonly();
  /** Which ways to install a plugin the owner has opened. */
  readonly installs = this.allowed.asReadonly();
  readonly state = this.load.asReadonly();

  constructor() {
    const stop = inject(EventStream).listen((event) => {
      if (event.type === 'backend-changed' || event.type === 'reset') void this.refresh();
    });
    inject(DestroyRef).onDestroy(stop);
    void this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      const [plugins, backends, { installs }] = await Promise.all([
        this.api.invoke(pluginsList),
        this.api.invoke(backendsList),
        this.api.invoke(pluginsInstalls),
      ]);
      this.pluginList.set(plugins);
      this.backendList.set(backends);
      this.allowed.set(installs);
      this.load.set(READY);
    } catch (error) {
      if (this.load().kind !== 'ready') this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  async enable(id: string): Promise<void> {
    await this.api.invoke(pluginsEnable, { id });
    await this.refresh();
  }

  /** @param waitingJobs whether nothing is done where jobs wait for it (409), or they fail */
  async disable(id: string, waitingJobs: WaitingJobs): Promise<void> {
    await this.api.invoke(pluginsDisable, { id, waiting_jobs: waitingJobs });
    await this.refresh();
  }

  /** Lets it do all that it asks for. */
  async grant({ id, permissions }: Plugin): Promise<void> {
    if (permissions === null) return;
    await this.owner.run(async () => this.api.invoke(pluginsGrant, { id, body: permissions }));
    await this.refresh();
  }

  /** The settings of a plugin's own instance. */
  async settingsOf(id: string): Promise<PluginSettings> {
    return this.api.invoke(pluginsSettingsOf, { id });
  }

  async changeSettings(id: string, settings: PluginSettingsChange['settings']): Promise<void> {
    await this.api.invoke(pluginsChangeSettings, { id, body: { settings } });
    await this.refresh();
  }

  async restart(backend: string): Promise<void> {
    await this.api.invoke(backendsRestart, { id: backend });
    await this.refresh();
  }

  async remove(id: string, waitingJobs: WaitingJobs): Promise<void> {
    await this.api.invoke(pluginsRemove, { id, waiting_jobs: waitingJobs });
    await this.refresh();
  }

  /**
   * @param source a package file, or the name of a package in the npm registry
   * @returns whether it was installed; not where the owner's key was not shown
   */
  async install(source: Blob | string): Promise<boolean> {
    const file = typeof source === 'string' ? { package: source } : source;
    const type = typeof source === 'string' ? 'application/json' : 'application/gzip';
    // The generated client knows one kind of body for a route.
    const send = this.http.post('/api/v1/plugins', file, { headers: { 'Content-Type': type } });
    const isInstalled = await this.owner.run(async () => firstValueFrom(send));
    await this.refresh();
    return isInstalled;
  }
}
