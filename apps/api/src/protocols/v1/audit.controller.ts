import { Readable } from 'node:stream';
import type { JsonObject } from '@cyberimage/core';
import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { toAuditView, toCsv, toJsonLines } from '../../audit/audit-csv.js';
import { AuditReader, type AuditFilter } from '../../audit/audit-reader.service.js';
import { AuditService } from '../../audit/audit.service.js';
import { GalleryService } from '../../gallery/gallery.service.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.service.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import {
  auditExportQuerySchema,
  auditPageSchema,
  auditQuerySchema,
  auditVerdictSchema,
  sequenceSchema,
} from './schemas/audit.schema.js';

@ApiTags('audit')
@Controller('api/v1/audit')
export class AuditController {
  constructor(
    private readonly audit: AuditService,
    private readonly reader: AuditReader,
    private readonly unitOfWork: UnitOfWork,
    private readonly gallery: GalleryService,
  ) {}

  /** Newest first. */
  @Get()
  @ApiOkResponse({ standardSchema: auditPageSchema, description: 'A page of records' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async list(
    @Query({ schema: auditQuerySchema }) query: z.infer<typeof auditQuerySchema>,
  ): Promise<z.infer<typeof auditPageSchema>> {
    const filter = await this.filterOf(query);
    const records = await this.reader.list(filter, query.limit + 1, query.cursor);
    const page = records.slice(0, query.limit);
    const last = records.length > query.limit ? page.at(-1) : undefined;
    return { records: page.map(toAuditView), next_cursor: last === undefined ? null : String(last.sequence) };
  }

  /** Recomputes the whole chain of hashes; the outcome is on record. */
  @Get('verify')
  @ApiOkResponse({
    standardSchema: auditVerdictSchema,
    description: 'Whether the trail is as it was written',
  })
  async verify(@ClientActor() actor: string): Promise<z.infer<typeof auditVerdictSchema>> {
    const { intact, ...verdict } = await this.audit.verify();
    await this.note('audit.verified', actor, { valid: intact, ...verdict });
    return { valid: intact, ...verdict };
  }

  /** Oldest first, all of them, as a file; that it was taken is on record. */
  @Get('export')
  @ApiOkResponse({
    description: 'JSON lines or CSV',
    content: {
      'application/x-ndjson': { schema: { type: 'string' } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async export(
    @Query({ schema: auditExportQuerySchema }) query: z.infer<typeof auditExportQuerySchema>,
    @ClientActor() actor: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = await this.filterOf(query);
    await this.note('audit.exported', actor, JSON.parse(JSON.stringify(query)) as JsonObject);
    const records = this.reader.all(filter);
    const isCsv = query.format === 'csv';
    void reply
      .type(isCsv ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8')
      .headers({
        'Content-Disposition': `attachment; filename="audit.${query.format}"`,
        'Cache-Control': 'no-store',
      })
      .send(Readable.from(isCsv ? toCsv(records) : toJsonLines(records)));
  }

  /** Takes prompts out of a record for good; the chain stays verifiable, and the redaction is on record. */
  @Post('records/:sequence/redact')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Redacted' })
  @ApiProblem({ 404: 'There is no such record, or nothing to take out of it' })
  async redact(
    @Param('sequence', { schema: sequenceSchema }) sequence: number,
    @ClientActor() actor: string,
  ): Promise<void> {
    const isRedacted = await this.unitOfWork.run((manager) => this.audit.redact(manager, sequence, actor));
    if (!isRedacted) throw ProblemException.notFound(`There is no record ${sequence} with a prompt in it`);
  }

  private async filterOf(
    query: z.infer<typeof auditExportQuerySchema> | z.infer<typeof auditQuerySchema>,
  ): Promise<AuditFilter> {
    const { q, action, actor, subject_type, subject_id, request_id, life, from, to } = query;
    const subjectIds = life === undefined ? undefined : await this.livesWith(life);
    const subject = { subjectType: subject_type, subjectId: subject_id, subjectIds };
    return { text: q, action, actor, ...subject, requestId: request_id, from, to };
  }

  /** A job and its pictures; a picture and its job. */
  private async livesWith(id: string): Promise<string[]> {
    const image = await this.gallery.find(id);
    if (image !== null) return image.jobId === null ? [id] : [id, image.jobId];
    return [id, ...(await this.gallery.idsOfJob(id))];
  }

  private async note(
    action: 'audit.verified' | 'audit.exported',
    actor: string,
    data: JsonObject,
  ): Promise<void> {
    await this.unitOfWork.run((manager) =>
      this.audit.append(manager, { actor, action, subjectType: 'audit', subjectId: 'trail', data }),
    );
  }
}
