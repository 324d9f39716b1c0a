import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { AuditService } from '../../audit/audit.service.js';
import { auditVerdictSchema } from './schemas/audit.schema.js';

@ApiTags('audit')
@Controller('api/v1/audit')
export class AuditController {
  constructor(private readonly audit: AuditService) {}

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
}
