import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';

import type { Server } from '../api/generated/models/server';
import { toProblem } from '../api/problem';
import { ServerStore } from '../api/server-store';
import { FieldError } from '../ui/field-error';
import { Notice } from '../ui/notice';

const FIELDS = ['alias', 'url', 'username', 'password'] as const;
type Name = (typeof FIELDS)[number];

/** Adds a server, or changes the one that is given. */
@Component({
  selector: 'app-server-form',
  imports: [FieldError, Notice],
  templateUrl: './server-form.html',
  styleUrl: './server-form.css',
})
export class ServerForm {
  private readonly store = inject(ServerStore);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly form = viewChild.required<ElementRef<HTMLFormElement>>('form');

  readonly server = input<Server>();
  readonly openNow = input(false);
  readonly closed = output();

  protected readonly saving = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly faults = signal<Readonly<Record<string, string>>>({});
  protected readonly passwordHint = computed(() =>
    this.server()?.secrets?.includes('password') ? $localize`As it is` : '',
  );
  /** Plugins that forward: those whose device is elsewhere, or not known until a server is named. */
  protected readonly plugins = computed(() =>
    this.store
      .backends()
      .filter(({ alias, device }) => alias === undefined && (device?.kind ?? 'remote') === 'remote'),
  );

  constructor() {
    afterNextRender(() => {
      if (this.openNow()) this.open();
    });
  }

  open(): void {
    if (this.server() === undefined) this.form().nativeElement.reset();
    this.problem.set(undefined);
    this.faults.set({});
    this.dialog().nativeElement.showModal();
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
    const text = (name: Name | 'plugin'): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const secrets = (['username', 'password'] as const).filter((name) => text(name) !== '');
    const auth = Object.fromEntries(secrets.map((name) => [name, text(name)]));
    const named = { alias: text('alias'), url: text('url'), ...(secrets.length > 0 && { auth }) };
    const server = this.server();
    if (server === undefined) {
      const plugin = text('plugin');
      await this.store.add({ ...named, ...(plugin !== '' && { plugin }) });
    } else {
      await this.store.change(server.alias, { ...named, enabled: data.has('enabled') });
    }
  }

  /** A fault stands at its field; whatever has none here is told above the buttons. */
  private tell(problem: { message: string; fields: Readonly<Record<string, string>> }): void {
    const named = Object.entries(problem.fields).map(
      ([field, message]) => [field.split('.').at(-1) ?? field, message] as const,
    );
    const known: readonly string[] = FIELDS;
    this.faults.set(Object.fromEntries(named));
    const others = named.filter(([field]) => !known.includes(field)).map(([, message]) => message);
    if (named.length === 0) this.problem.set(problem.message);
    else if (others.length > 0) this.problem.set(others.join(' '));
  }
}
