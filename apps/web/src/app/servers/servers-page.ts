import {
  afterNextRender,
  Component,
  computed,
  inject,
  linkedSignal,
  input,
  signal,
  viewChild,
} from '@angular/core';

import { STATE_WORDS } from '../api/backend-state-words';
import type { Server } from '../api/generated/models/server';
import { toProblem } from '../api/problem';
import { ServerStore } from '../api/server-store';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { ServerCard } from './server-card';
import { ServerForm } from './server-form';

/** Where pictures are made: servers that the owner added, and what makes them. */
@Component({
  selector: 'app-servers-page',
  host: { class: 'page' },
  imports: [Message, Notice, ServerCard, ServerForm],
  providers: [ServerStore],
  templateUrl: './servers-page.html',
  styleUrl: './servers-page.css',
})
export class ServersPage {
  protected readonly store = inject(ServerStore);
  protected readonly stateWords = STATE_WORDS;
  /** From the address: a kind of server to add. */
  readonly plugin = input<string>();
  private readonly adding = viewChild.required<ServerForm>('adding');

  protected readonly problem = signal<string | undefined>(undefined);
  /** What makes pictures without being one of the servers. */
  protected readonly others = computed(() => {
    const servers = new Set(this.store.servers().map(({ id }) => id));
    return this.store.backends().filter(({ id }) => !servers.has(id));
  });
  protected readonly preferred = linkedSignal(() => this.plugin());
  protected readonly editing = signal<Server | undefined>(undefined);

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
    afterNextRender(() => {
      if (this.plugin() !== undefined) this.adding().open();
    });
  }

  protected add(plugin?: string): void {
    if (plugin !== undefined) this.preferred.set(plugin);
    this.adding().open();
  }

  protected async remove(server: Server): Promise<void> {
    this.problem.set(undefined);
    try {
      await this.store.remove(server.alias);
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
  }
}
