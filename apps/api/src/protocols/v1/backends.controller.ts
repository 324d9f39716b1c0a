import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BackendHost } from '../../backends/backend-host.service.js';
import { toBackendView } from './backend-view.js';
import { backendsSchema } from './schemas/model.schema.js';

@ApiTags('backends')
@Controller('api/v1/backends')
export class BackendsController {
  constructor(private readonly host: BackendHost) {}

  @Get()
  @ApiOkResponse({ standardSchema: backendsSchema, description: 'All backend instances and how they are' })
  list(): z.infer<typeof backendsSchema> {
    return this.host.statuses().map(toBackendView);
  }
}
