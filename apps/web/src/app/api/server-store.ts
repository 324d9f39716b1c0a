import { DestroyRef, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import type { Backend } from './generated/models/backend';
import type { Plugin } from './generated/models/plugin';
import type { Server } from './generated/models/server';
import type { ServerChange } from './generated/models/server-change';
import type { ServerDraft } from './generated/models/server-draft';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem } from './problem';
import { ServerApi } from './server-api';

/** Servers and backends as they are. Lives as long as the page that shows them. */
@Injectable()
export class ServerStore {
  private readonly api = inject(ServerApi);
  private readonly serverList = signal<readonly Server[]>([]);
  private readonly backendList = signal<readonly Backend[]>([]);
  private readonly pluginList = signal<readonly Plugin[]>([]);
  private readonly load = signal<LoadState>(LOADING);

  readonly servers = this.serverList.asReadonly();
  readonly backends = this.backendList.asReadonly();
  readonly plugins = this.pluginList.asReadonly();
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
      const [servers, backends, plugins] = await Promise.all([
        this.api.servers(),
        this.api.backends(),
        this.api.plugins(),
      ]);
      this.pluginList.set(plugins);
      this.serverList.set(servers);
      this.backendList.set(backends);
      this.load.set(READY);
    } catch (error) {
      if (this.load().kind !== 'ready') this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  async add(draft: ServerDraft): Promise<void> {
    await this.api.add(draft);
    await this.refresh();
  }

  /** What is left out stays. */
  async change(alias: string, change: ServerChange): Promise<void> {
    await this.api.change(alias, change);
    await this.refresh();
  }

  async remove(alias: string): Promise<void> {
    await this.api.remove(alias);
    await this.refresh();
  }
}
