import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';

import type { Server } from '../api/generated/models/server';
import { toProblem, type StudioProblem } from '../api/problem';
import { ServerStore } from '../api/server-store';
import { FieldError } from '../ui/field-error';
import { Notice } from '../ui/notice';
import { settingFaults, settingFields, settingsOf } from '../ui/setting-fields';
import { SettingInput } from '../ui/setting-input';

const FIRST_CHOICE = 'forge';
/** Kinds of settings that most people look for: they are not behind the fold. */
const LOGIN = ['username', 'password', 'api_key'];

/** Adds a server, or changes the one that is given; its fields are those that the plugin names. */
@Component({
  selector: 'app-server-form',
  imports: [FieldError, Notice, SettingInput],
  templateUrl: './server-form.html',
  styleUrl: './server-form.css',
})
export class ServerForm {
  private readonly store = inject(ServerStore);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly form = viewChild.required<ElementRef<HTMLFormElement>>('form');

  readonly server = input<Server>();
  /** Chosen at first. */
  readonly preferred = input<string>();
  readonly openNow = input(false);
  readonly closed = output();

  /** Its fields are drawn anew each time: nothing of the last time stands in them. */
  protected readonly opened = signal(false);
  protected readonly saving = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly faults = signal<Readonly<Record<string, string>>>({});
  /** Plugins of which each server is an instance: those that must be told something. */
  protected readonly plugins = computed(() =>
    this.store
      .plugins()
      .filter(({ state, enabled, settings }) => state === 'usable' && enabled && requiresSettings(settings)),
  );
  private readonly chosen = linkedSignal(() => this.server()?.plugin ?? this.preferred());
  protected readonly plugin = computed(() => {
    const all = this.server() === undefined ? this.plugins() : this.store.plugins();
    const named = (id: string | undefined) => all.find((plugin) => plugin.id === id);
    return named(this.chosen()) ?? named(FIRST_CHOICE) ?? all[0];
  });
  private readonly fields = computed(() => {
    const { url, settings = {}, secrets = [] } = this.server() ?? {};
    return settingFields(this.plugin()?.settings, {
      settings: { ...settings, ...(url && { url }) },
      secrets,
    });
  });
  protected readonly main = computed(() =>
    this.fields().filter(({ isRequired, name }) => isRequired || LOGIN.includes(name)),
  );
  protected readonly others = computed(() => {
    const main = new Set(this.main());
    return this.fields().filter((field) => !main.has(field));
  });
  protected readonly hasFaultBelow = computed(() => this.others().some(({ name }) => name in this.faults()));

  constructor() {
    afterNextRender(() => {
      if (this.openNow()) this.open();
    });
  }

  open(): void {
    this.opened.set(true);
    this.problem.set(undefined);
    this.faults.set({});
    this.dialog().nativeElement.showModal();
  }

  protected leave(): void {
    // The event comes a moment after the end, and the form may be open again by then.
    this.opened.set(this.dialog().nativeElement.open);
    this.closed.emit();
  }

  protected choose(event: Event): void {
    this.chosen.set((event.target as HTMLSelectElement).value);
    this.faults.set({});
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.saving()) return;
    this.saving.set(true);
    this.problem.set(undefined);
    this.faults.set({});
    try {
      await this.send();
      this.dialog().nativeElement.close();
    } catch (error) {
      this.tell(toProblem(error));
    } finally {
      this.saving.set(false);
    }
  }

  private async send(): Promise<void> {
    const data = new FormData(this.form().nativeElement);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const named = { alias: text('alias'), settings: { ...settingsOf(this.fields(), text) } };
    const server = this.server();
    if (server !== undefined) {
      await this.store.change(server.alias, { ...named, enabled: data.has('enabled') });
      return;
    }
    const plugin = this.plugin()?.id;
    await this.store.add({ ...named, ...(plugin !== undefined && { plugin }) });
  }

  /** A fault stands at its field; whatever has none here is told above the buttons. */
  private tell({ fields, message }: StudioProblem): void {
    const { settings, ...others } = fields;
    const faults = { ...others, ...(settings !== undefined && settingFaults(settings)) };
    this.faults.set(faults);
    const shown = new Set(['alias', ...this.fields().map(({ name }) => name)]);
    const isTold = Object.keys(faults).length > 0 && Object.keys(faults).every((name) => shown.has(name));
    if (!isTold) this.problem.set(message);
  }
}

function requiresSettings(settings: Readonly<Record<string, unknown>> | null): boolean {
  const required = settings?.['required'];
  return Array.isArray(required) && required.length > 0;
}
