import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BackendHost } from '../../backends/backend-host.service.js';
import { Settings } from '../../platform/config/settings.js';
import { seedModelsSchema } from './seed-schemas.js';

/** The short routes: models. */
@ApiTags('short routes')
@Controller('api/models')
export class SeedModelsController {
  constructor(
    private readonly host: BackendHost,
    private readonly settings: Settings,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: seedModelsSchema, description: 'The models on offer' })
  async list(): Promise<z.infer<typeof seedModelsSchema>> {
    const optionsByName = new Map(this.settings.models.map((line) => [line.name, line.options]));
    const models = (await this.host.models()).map(({ model }) => ({
      id: model.id,
      name: model.label,
      description: model.description,
      source: model.source,
      available: model.unavailable === undefined,
      step_config: { ...optionsByName.get(model.id) },
    }));
    return { models };
  }
}
