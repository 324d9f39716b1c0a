import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { BackendHost } from '../../backends/backend-host.service.js';
import { findModel } from '../../backends/find-model.js';
import { offeredOptions } from '../../generation/offered-options.js';
import { Settings } from '../../platform/config/settings.js';
import { toDeviceView } from './backend-view.js';
import { modelsSchema } from './schemas/model.schema.js';
import { asOptionSchema } from './schemas/options.schema.js';

@ApiTags('models')
@Controller('api/v1/models')
export class ModelsController {
  constructor(
    private readonly host: BackendHost,
    private readonly settings: Settings,
  ) {}

  /** The models on offer, each with the parameters that it takes. */
  @Get()
  @ApiOkResponse({ standardSchema: modelsSchema, description: 'All models of all backends' })
  async list(): Promise<z.infer<typeof modelsSchema>> {
    const models = await this.host.models();
    const statuses = new Map(this.host.statuses().map((status) => [status.instanceId, status]));
    const byId = Map.groupBy(models, ({ model }) => model.id);
    const { defaultModel } = this.settings;
    const chosen = defaultModel === undefined ? undefined : findModel(models, defaultModel);
    return models.map((hosted) => {
      const { instanceId, alias = instanceId, model } = hosted;
      const status = statuses.get(instanceId);
      return {
        // Two servers may have the same checkpoint; alone, its name would mean neither.
        id: byId.get(model.id)?.length === 1 ? model.id : `${alias}/${model.id}`,
        label: model.label,
        description: model.description,
        source: model.source,
        tags: [...model.tags],
        default: hosted === chosen,
        ...(model.unavailable !== undefined && { unavailable: model.unavailable }),
        backend: {
          id: instanceId,
          name: status?.alias ?? status?.displayName ?? instanceId,
          state: status?.state ?? 'stopped',
          ...(status?.device !== undefined && { device: toDeviceView(status.device) }),
        },
        options: asOptionSchema(offeredOptions(model.options, this.settings)),
      };
    });
  }
}
