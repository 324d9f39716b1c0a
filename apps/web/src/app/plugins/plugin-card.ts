import { Component, computed, inject, input, signal, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { Backend } from '../api/generated/models/backend';
import type { Plugin } from '../api/generated/models/plugin';
import { PluginStore, type WaitingJobs } from '../api/plugin-store';
import { toProblem } from '../api/problem';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { formatFacts } from '../ui/format/facts';
import { Notice } from '../ui/notice';
import { GrantDialog } from './grant-dialog';
import { SettingsDialog } from './settings-dialog';
import { permissionWords, takesAddresses } from './permission-words';

const JOBS_WAIT = 409;

/** One plugin: how it is, what it may do, and what can be done with it. */
@Component({
  selector: 'app-plugin-card',
  imports: [ConfirmDialog, GrantDialog, Notice, RouterLink, SettingsDialog],
  templateUrl: './plugin-card.html',
  styleUrl: './plugin-card.css',
})
export class PluginCard {
  private readonly store = inject(PluginStore);
  readonly plugin = input.required<Plugin>();

  private readonly settings = viewChild.required<SettingsDialog>('settings');
  private readonly asking = viewChild.required<ConfirmDialog>('waiting');
  private readonly ending = signal<(waiting: WaitingJobs) => Promise<void>>(() => Promise.resolve());

  protected readonly busy = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);

  protected readonly isUsable = computed(() => this.plugin().state === 'usable');
  /** Switched on, but not allowed all that it asks for. */
  protected readonly waits = computed(() => {
    const { state, enabled, granted, missing } = this.plugin();
    return state === 'usable' && enabled && (granted === null || missing.length > 0);
  });
  protected readonly backends = computed(() => {
    const { instances } = this.plugin();
    return this.store.backends().filter(({ id }) => instances.includes(id));
  });
  protected readonly parked = computed(() => this.backends().filter(({ state }) => state === 'parked'));
  protected readonly isWorking = computed(() => this.backends().some(({ state }) => state === 'ready'));
  protected readonly takesServers = computed(() => {
    const required: unknown = this.plugin().settings?.['required'];
    return this.isUsable() && Array.isArray(required) && required.length > 0;
  });
  /** Else its settings are those of its servers. */
  protected readonly hasOwnSettings = computed(() => {
    const properties = Object.keys(this.plugin().settings?.['properties'] ?? {});
    return this.isUsable() && !this.takesServers() && properties.length > 0;
  });
  protected readonly facts = computed(() => {
    const { id, version, contract } = this.plugin();
    const running = this.backends().filter(({ state }) => state === 'ready').length;
    return formatFacts(
      id,
      version !== null && $localize`version ${version}:version:`,
      contract !== null && $localize`contract ${contract}:contract:`,
      running > 1 && $localize`${running}:count: backends at work`,
    );
  });
  protected readonly may = computed(() => {
    const { granted } = this.plugin();
    const servers = takesAddresses(this.plugin()) ? [$localize`Reach the servers that you name`] : [];
    return granted === null ? [] : [...permissionWords(granted), ...servers];
  });

  protected openSettings(): Promise<void> {
    return this.attempt(() => this.settings().open());
  }

  protected removeQuestion(): string {
    return $localize`Remove ${this.plugin().name}:name:?`;
  }

  protected enable(): Promise<void> {
    return this.attempt(() => this.store.enable(this.plugin().id));
  }

  protected disable(): Promise<void> {
    return this.end((waiting) => this.store.disable(this.plugin().id, waiting));
  }

  protected grant(): Promise<void> {
    return this.attempt(() => this.store.grant(this.plugin()));
  }

  protected restart(backend: Backend): Promise<void> {
    return this.attempt(() => this.store.restart(backend.id));
  }

  protected remove(): Promise<void> {
    return this.end((waiting) => this.store.remove(this.plugin().id, waiting));
  }

  protected goAhead(): Promise<void> {
    return this.attempt(() => this.ending()('fail'));
  }

  /** What ends a plugin asks first where jobs wait for it. */
  private end(action: (waiting: WaitingJobs) => Promise<void>): Promise<void> {
    return this.attempt(async () => {
      try {
        await action('keep');
      } catch (error) {
        if (toProblem(error).status !== JOBS_WAIT) throw error;
        this.ending.set(action);
        this.asking().ask();
      }
    });
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await action();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
