import { Readable } from 'node:stream';
import { Controller, Get, HttpCode, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { toAuditView, toCsv, toJsonLines } from '../../audit/audit-csv.js';
import { AuditReader, type AuditFilter } from '../../audit/audit-reader.service.js';
import { AuditService } from '../../audit/audit.service.js';
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
  ) {}

  /** Newest first. */
  @Get()
  @ApiOkResponse({ standardSchema: auditPageSchema, description: 'A page of records' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async list(
    @Query({ schema: auditQuerySchema }) query: z.infer<typeof auditQuerySchema>,
  ): Promise<z.infer<typeof auditPageSchema>> {
    const records = await this.reader.list(toFilter(query), query.limit + 1, query.cursor);
    const page = records.slice(0, query.limit);
    const last = records.length > query.limit ? page.at(-1) : undefined;
    return { records: page.map(toAuditView), next_cursor: last === undefined ? null : String(last.sequence) };
  }

  /** Recomputes the whole chain of hashes. */
  @Get('verify')
  @ApiOkResponse({
    standardSchema: auditVerdictSchema,
    description: 'Whether the trail is as it was written',
  })
  async verify(): Promise<z.infer<typeof auditVerdictSchema>> {
    const { intact, ...verdict } = await this.audit.verify();
    return { valid: intact, ...verdict };
  }

  /** Oldest first, all of them, as a file. */
  @Get('export')
  @ApiOkResponse({
    description: 'JSON lines or CSV',
    content: {
      'application/x-ndjson': { schema: { type: 'string' } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  export(
    @Query({ schema: auditExportQuerySchema }) query: z.infer<typeof auditExportQuerySchema>,
    @Res() reply: FastifyReply,
  ): void {
    const records = this.reader.all(toFilter(query));
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
}

function toFilter(
  query: z.infer<typeof auditExportQuerySchema> | z.infer<typeof auditQuerySchema>,
): AuditFilter {
  const { q, action, actor, subject_type, subject_id, from, to } = query;
  return { text: q, action, actor, subjectType: subject_type, subjectId: subject_id, from, to };
}
