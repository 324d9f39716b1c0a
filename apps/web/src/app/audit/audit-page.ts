import {
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';

import { AuditStore } from '../api/audit-store';
import type { AuditRecord } from '../api/generated/models/audit-record';
import { toProblem } from '../api/problem';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { formatDay } from '../ui/format/date';
import { LoadMore } from '../ui/load-more';
import { Message } from '../ui/message';
import { AuditRecordRow } from './audit-record';
import { RECORD_KINDS, RECORD_TIMES } from './record-kinds';
import { verdictWords } from './record-words';

const PAUSE_MS = 250;
const DAY_MS = 86_400_000;

/**
 * Everything that happened, newest first; the life of one job or picture by `?life=<id>`,
 * of anything else by `?subject=<id>`.
 */
@Component({
  selector: 'app-audit-page',
  host: { class: 'page' },
  imports: [AuditRecordRow, ConfirmDialog, LoadMore, Message],
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
  readonly days = input<string>();
  readonly subject = input<string>();
  readonly life = input<string>();

  protected readonly kinds = RECORD_KINDS;
  protected readonly times = RECORD_TIMES;
  protected readonly skeletons = [1, 2, 3, 4, 5];

  protected readonly verifying = signal(false);
  protected readonly verdict = signal<{ valid: boolean; text: string } | undefined>(undefined);
  private readonly filter = computed(() => ({
    ...(this.q() !== undefined && { q: this.q() }),
    ...(this.kind() !== undefined && { subject_type: this.kind() }),
    ...(this.subject() !== undefined && { subject_id: this.subject() }),
    ...(this.life() !== undefined && { life: this.life() }),
    ...(Number(this.days()) > 0 && {
      from: new Date(Date.now() - Number(this.days()) * DAY_MS).toISOString(),
    }),
  }));
  protected readonly byDay = computed(() => {
    const days: { day: string; records: AuditRecord[] }[] = [];
    for (const record of this.store.records()) {
      const day = formatDay(record.time);
      if (days.at(-1)?.day !== day) days.push({ day, records: [] });
      days.at(-1)?.records.push(record);
    }
    return days;
  });
  private readonly confirm = viewChild.required<ConfirmDialog>('confirm');
  private toRedact: number | undefined;
  /** Where the records that are shown can be had as a file. */
  protected readonly exportUrl = computed(() => {
    const given = Object.entries(this.filter()).flatMap(([name, value]) => (value ? [[name, value]] : []));
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

  protected choose(name: 'kind' | 'days', event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.show({ [name]: value === '' ? undefined : value });
  }

  protected show(queryParams: Readonly<Record<string, string | undefined>>): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl: true });
  }

  protected askToRedact(sequence: number): void {
    this.toRedact = sequence;
    this.confirm().ask();
  }

  protected async redact(yes: boolean): Promise<void> {
    if (!yes || this.toRedact === undefined) return;
    try {
      await this.store.redact(this.toRedact);
    } catch (error) {
      this.verdict.set({ valid: false, text: toProblem(error).message });
    }
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
