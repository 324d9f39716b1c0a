import { computed, inject, Injectable, signal } from '@angular/core';

import { Api } from './generated/api';
import { auditList, type AuditList$Params } from './generated/fn/audit/audit-list';
import { auditRedact } from './generated/fn/audit/audit-redact';
import { auditVerify } from './generated/fn/audit/audit-verify';
import type { AuditRecord } from './generated/models/audit-record';
import type { AuditVerdict } from './generated/models/audit-verdict';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem, type StudioProblem } from './problem';

const PAGE = 60;

/** Which records; what is left out does not matter. */
export type AuditFilter = Pick<AuditList$Params, 'q' | 'subject_type' | 'subject_id' | 'life' | 'from'>;

/** The audit trail, newest first, as far as it was looked at. Lives as long as the page that shows it. */
@Injectable()
export class AuditStore {
  private readonly api = inject(Api);
  private readonly list = signal<readonly AuditRecord[]>([]);
  private readonly load = signal<LoadState>(LOADING);
  private readonly cursor = signal<string | undefined>(undefined);
  private readonly paging = signal(false);
  private readonly pageProblem = signal<StudioProblem | undefined>(undefined);
  private filter: AuditFilter = {};
  private round = 0;

  readonly records = this.list.asReadonly();
  readonly state = this.load.asReadonly();
  readonly hasMore = computed(() => this.cursor() !== undefined);
  readonly loadingMore = this.paging.asReadonly();
  readonly moreProblem = this.pageProblem.asReadonly();

  async open(filter: AuditFilter): Promise<void> {
    this.filter = filter;
    await this.reload();
  }

  async reload(): Promise<void> {
    const round = (this.round += 1);
    try {
      const page = await this.api.invoke(auditList, { ...this.filter, limit: PAGE });
      if (round !== this.round) return;
      this.list.set(page.records);
      this.cursor.set(page.next_cursor ?? undefined);
      this.load.set(READY);
    } catch (error) {
      if (round === this.round) this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  async loadMore(): Promise<void> {
    const cursor = this.cursor();
    const round = this.round;
    if (cursor === undefined || this.paging()) return;
    this.paging.set(true);
    this.pageProblem.set(undefined);
    try {
      const page = await this.api.invoke(auditList, { ...this.filter, limit: PAGE, cursor });
      if (round !== this.round) return;
      this.list.update((records) => [...records, ...page.records]);
      this.cursor.set(page.next_cursor ?? undefined);
    } catch (error) {
      this.pageProblem.set(toProblem(error));
    } finally {
      this.paging.set(false);
    }
  }

  /** Takes people's words out of a record, for good. */
  async redact(sequence: number): Promise<void> {
    await this.api.invoke(auditRedact, { sequence });
    const { records } = await this.api.invoke(auditList, { cursor: String(sequence + 1), limit: 1 });
    const [redacted] = records;
    if (redacted === undefined) return;
    this.list.update((all) => all.map((record) => (record.sequence === sequence ? redacted : record)));
  }

  /** Checks the chain of hashes from the first record to the last. */
  verify(): Promise<AuditVerdict> {
    return this.api.invoke(auditVerify);
  }
}
