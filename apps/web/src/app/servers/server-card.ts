import { Component, computed, inject, input, output, signal } from '@angular/core';

import { STATE_WORDS } from '../api/backend-state-words';
import type { Server } from '../api/generated/models/server';
import type { ServerProbe } from '../api/generated/models/server-probe';
import { toProblem } from '../api/problem';
import { ServerApi } from '../api/server-api';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { formatFacts } from '../ui/format/facts';
import { Notice } from '../ui/notice';
import { probeWords } from './probe-words';

/** One server: how it is, what a test of it finds, and what can be done with it. */
@Component({
  selector: 'app-server-card',
  imports: [ConfirmDialog, Notice],
  template: `
    <div class="head">
      <span class="dot" [class.ready]="isWell()" [class.wrong]="server().enabled && !isWell()"></span>
      <div class="words">
        <h2>{{ server().alias }}</h2>
        <p class="muted small">{{ details() }}</p>
      </div>
      <div class="actions">
        <button
          i18n
          type="button"
          class="button small"
          [attr.aria-disabled]="testing() || null"
          (click)="test()"
        >
          {testing(), select, true {Testing …} other {Test}}
        </button>
        <button i18n type="button" class="button small" (click)="edited.emit()">Edit</button>
        <button i18n type="button" class="button small danger" (click)="confirm.ask()">Remove</button>
      </div>
    </div>
    @if (server().enabled && server().reason; as reason) {
      <app-notice>{{ reason }}</app-notice>
    }
    @if (probe(); as found) {
      <p class="found" role="status">
        <strong i18n>{found.reachable, select, true {It answers.} other {It does not answer.}}</strong>
        {{ probeWords(found) }}
      </p>
      <p class="muted small">{{ found.message }}</p>
    }
    @if (problem(); as text) {
      <app-notice kind="danger">{{ text }}</app-notice>
    }
    <app-confirm-dialog
      #confirm
      [question]="removeQuestion()"
      i18n-text
      text="Its models are no longer on offer. Jobs and pictures stay."
      i18n-yes
      yes="Remove"
      (answered)="$event && removed.emit()"
    />
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-3);
      padding: var(--space-3) var(--space-4);
    }
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-3);
    }
    /* Beside the name, not beside the middle of what is below it. */
    .head > .dot {
      align-self: start;
      margin-top: 0.45rem;
    }
    h2 {
      margin: 0;
      font-size: var(--type-3);
      font-weight: var(--weight-medium);
    }
    .words {
      flex: 1 1 12rem;
      min-width: 0;
      overflow-wrap: anywhere;
    }
    .actions {
      display: flex;
      gap: var(--space-2);
    }
    .found {
      color: var(--text-2);
      font-size: var(--type-2);
    }
    strong {
      color: var(--text-1);
      font-weight: var(--weight-medium);
    }
  `,
})
export class ServerCard {
  private readonly api = inject(ServerApi);
  readonly server = input.required<Server>();
  readonly edited = output();
  readonly removed = output();

  protected readonly probeWords = probeWords;

  protected readonly testing = signal(false);
  protected readonly probe = signal<ServerProbe | undefined>(undefined);
  protected readonly problem = signal<string | undefined>(undefined);

  /** It runs, and what was asked of it last was answered. */
  protected readonly isWell = computed(() => {
    const { enabled, state, reason } = this.server();
    return enabled && state === 'ready' && reason === null;
  });

  protected readonly details = computed(() => {
    const { plugin, url, enabled, state, reason, device } = this.server();
    const isSilent = state === 'ready' && reason !== null;
    const words = isSilent ? $localize`does not answer` : STATE_WORDS[state];
    // A plugin that knows nothing better says the address again.
    const label = device !== null && url?.includes(device.label) !== true ? device.label : undefined;
    return formatFacts(plugin, url, enabled ? words : $localize`switched off`, label);
  });

  protected async test(): Promise<void> {
    if (this.testing()) return;
    this.testing.set(true);
    this.problem.set(undefined);
    this.probe.set(undefined);
    try {
      this.probe.set(await this.api.probe(this.server().alias));
    } catch (error) {
      this.problem.set(toProblem(error).message);
    } finally {
      this.testing.set(false);
    }
  }

  protected removeQuestion(): string {
    return $localize`Remove ${this.server().alias}:server:?`;
  }
}
