import { afterNextRender, Component, inject, input, signal, viewChild } from '@angular/core';

import type { BackendState } from '../api/generated/models/backend-state';
import type { Server } from '../api/generated/models/server';
import { toProblem } from '../api/problem';
import { ServerStore } from '../api/server-store';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { ServerCard } from './server-card';
import { ServerForm } from './server-form';

const STATE_WORDS: Readonly<Record<BackendState, string>> = {
  starting: $localize`starting`,
  ready: $localize`ready`,
  restarting: $localize`starting again`,
  parked: $localize`out of use after failures`,
  stopped: $localize`stopped`,
  'not-set-up': $localize`not set up`,
  'not-granted': $localize`waits for your permission`,
};

/** Where pictures are made: servers that the owner added, and what makes them. */
@Component({
  selector: 'app-servers-page',
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
  protected readonly editing = signal<Server | undefined>(undefined);

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
    afterNextRender(() => {
      if (this.plugin() !== undefined) this.adding().open();
    });
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
