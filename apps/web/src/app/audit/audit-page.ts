import { JsonPipe } from '@angular/common';
import { Component, computed, DestroyRef, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink } from '@angular/router';

import { AuditStore } from '../api/audit-store';
import type { AuditRecord } from '../api/generated/models/audit-record';
import { toProblem } from '../api/problem';
import { ChoiceChips } from '../ui/choice-chips';
import { formatDateTime } from '../ui/format/date';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { WhenVisible } from '../ui/when-visible';
import { actionWords, actorWords, dataWords, verdictWords } from './record-words';

const PAUSE_MS = 250;
const KINDS = [
  { value: 'all', label: $localize`All` },
  { value: 'job', label: $localize`Jobs` },
  { value: 'image', label: $localize`Pictures` },
  { value: 'lane', label: $localize`Lanes` },
  { value: 'server', label: $localize`Servers` },
  { value: 'app', label: $localize`Studio` },
];

/** Everything that happened, newest first; the life of one job or picture by `?subject=<id>`. */
@Component({
  selector: 'app-audit-page',
  imports: [ChoiceChips, JsonPipe, Message, Notice, RouterLink, WhenVisible],
  providers: [AuditStore],
  templateUrl: './audit-page.html',
  styleUrl: './audit-page.css',
})
export class AuditPage {
  protected readonly store = inject(AuditStore);
  private readonly router = inject(Router);

  /** From the address. */
  readonly q = input<string>();
  readonly kind = input<string>();
  readonly subject = input<string>();

  protected readonly kinds = KINDS;
  protected readonly actionWords = actionWords;
  protected readonly actorWords = actorWords;
  protected readonly dataWords = dataWords;
  protected readonly formatDateTime = formatDateTime;
  protected readonly skeletons = [1, 2, 3, 4, 5];

  protected readonly verifying = signal(false);
  protected readonly verdict = signal<{ valid: boolean; text: string } | undefined>(undefined);
  private readonly filter = computed(() => ({
    ...(this.q() !== undefined && { q: this.q() }),
    ...(this.kind() !== undefined && { subject_type: this.kind() }),
    ...(this.subject() !== undefined && { subject_id: this.subject() }),
  }));
  /** Where the records that are shown can be had as a file. */
  protected readonly exportUrl = computed(() => {
    const { q, subject_type, subject_id } = this.filter();
    const wanted = { q, subject_type, subject_id };
    const given = Object.entries(wanted).flatMap(([name, value]) => (value ? [[name, value]] : []));
    const query = new URLSearchParams(given).toString();
    return `/api/v1/audit/export?${query}${query === '' ? '' : '&'}format=`;
  });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
    effect(() => {
      const filter = this.filter();
      untracked(() => void this.store.open(filter));
    });
  }

  protected search(event: Event): void {
    const q = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show({ q: q === '' ? undefined : q }), PAUSE_MS);
  }

  protected showKind(kind: string): void {
    this.show({ kind: kind === 'all' ? undefined : kind });
  }

  protected show(queryParams: Readonly<Record<string, string | undefined>>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected hasLife(record: AuditRecord): boolean {
    return this.subject() === undefined && ['job', 'image', 'server'].includes(record.subject_type);
  }

  protected async verify(): Promise<void> {
    if (this.verifying()) return;
    this.verifying.set(true);
    this.verdict.set(undefined);
    try {
      const verdict = await this.store.verify();
      this.verdict.set({ valid: verdict.valid, text: verdictWords(verdict) });
    } catch (error) {
      this.verdict.set({ valid: false, text: toProblem(error).message });
    } finally {
      this.verifying.set(false);
    }
  }
}
