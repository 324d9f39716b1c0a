import { Injectable } from '@nestjs/common';
import { Brackets, DataSource, type SelectQueryBuilder } from 'typeorm';
import { AuditRecordEntity } from './audit-record.entity.js';

/** Which records; all where nothing is named. */
export interface AuditFilter {
  /** A whole action (`job.created`) or all of a subject (`job`). */
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  readonly subjectType?: string | undefined;
  readonly subjectId?: string | undefined;
  /** Any of these. */
  readonly subjectIds?: readonly string[] | undefined;
  /** What came of one request. */
  readonly requestId?: string | undefined;
  /** Milliseconds since 1970, inclusive. */
  readonly from?: number | undefined;
  /** Exclusive. */
  readonly to?: number | undefined;
  /** Any part of actor, action, subject or data, in any case. */
  readonly text?: string | undefined;
}

const EXPORT_PAGE_SIZE = 500;

/** Reads the trail. */
@Injectable()
export class AuditReader {
  constructor(private readonly dataSource: DataSource) {}

  /** Newest first. @param before only records before this one */
  async list(filter: AuditFilter, limit: number, before?: number): Promise<AuditRecordEntity[]> {
    const query = this.matching(filter);
    if (before !== undefined) query.andWhere('record.sequence < :before', { before });
    return query.orderBy('record.sequence', 'DESC').take(limit).getMany();
  }

  /** Oldest first, a page at a time in memory. */
  async *all(filter: AuditFilter): AsyncIterable<AuditRecordEntity> {
    for (let after = 0; ;) {
      const page = await this.matching(filter)
        .andWhere('record.sequence > :after', { after })
        .orderBy('record.sequence', 'ASC')
        .take(EXPORT_PAGE_SIZE)
        .getMany();
      yield* page;
      if (page.length < EXPORT_PAGE_SIZE) return;
      after = page.at(-1)?.sequence ?? after;
    }
  }

  private matching(filter: AuditFilter): SelectQueryBuilder<AuditRecordEntity> {
    const query = this.dataSource
      .getRepository(AuditRecordEntity)
      .createQueryBuilder('record')
      .where('1 = 1');
    const { action, from, to, text, subjectIds } = filter;
    if (subjectIds !== undefined) query.andWhere('record.subjectId IN (:...subjectIds)', { subjectIds });
    for (const name of ['actor', 'subjectType', 'subjectId', 'requestId'] as const) {
      if (filter[name] !== undefined) query.andWhere(`record.${name} = :${name}`, { [name]: filter[name] });
    }
    if (action !== undefined) {
      const ofSubject = `${escapeLike(action)}.%`;
      query.andWhere(`(record.action = :action OR record.action LIKE :ofSubject ESCAPE '!')`, {
        action,
        ofSubject,
      });
    }
    if (from !== undefined) query.andWhere('record.time >= :from', { from });
    if (to !== undefined) query.andWhere('record.time < :to', { to });
    if (text !== undefined) {
      const part = `%${escapeLike(text.toLowerCase())}%`;
      query.andWhere(
        new Brackets((any) => {
          for (const name of ['actor', 'action', 'subjectId', 'requestId', 'data']) {
            any.orWhere(`LOWER(record.${name}) LIKE :part ESCAPE '!'`, { part });
          }
        }),
      );
    }
    return query;
  }
}

function escapeLike(text: string): string {
  return text.replaceAll(/[!%_]/g, '!$&');
}
