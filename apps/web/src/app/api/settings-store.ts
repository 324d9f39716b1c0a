import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import { Api } from './generated/api';
import { settingsChange } from './generated/fn/settings/settings-change';
import { settingsList } from './generated/fn/settings/settings-list';
import type { Setting } from './generated/models/setting';
import type { SettingChanges } from './generated/models/setting-changes';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem } from './problem';

/** The settings that an owner may change. Lives as long as the page that shows them. */
@Injectable()
export class SettingsStore {
  private readonly api = inject(Api);
  private readonly list = signal<readonly Setting[]>([]);
  private readonly load = signal<LoadState>(LOADING);

  readonly settings = this.list.asReadonly();
  readonly state = this.load.asReadonly();
  readonly byName = computed(() => new Map(this.list().map((setting) => [setting.name, setting])));

  constructor() {
    const stop = inject(EventStream).listen((event) => {
      if (event.type === 'settings-changed' || event.type === 'reset') void this.refresh();
    });
    inject(DestroyRef).onDestroy(stop);
    void this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      this.list.set((await this.api.invoke(settingsList)).settings);
      this.load.set(READY);
    } catch (error) {
      if (this.load().kind !== 'ready') this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  /** All or none. */
  async change(body: SettingChanges): Promise<void> {
    this.list.set((await this.api.invoke(settingsChange, { body })).settings);
  }
}
