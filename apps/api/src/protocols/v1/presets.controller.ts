import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Put } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { FormPresets } from '../../prompts/form-presets.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { presetNameSchema, presetsSchema, presetValuesSchema } from './schemas/style.schema.js';

/** Whole forms under names. */
@ApiTags('presets')
@Controller('api/v1/presets')
export class PresetsController {
  constructor(private readonly presets: FormPresets) {}

  @Get()
  @ApiOkResponse({ standardSchema: presetsSchema, description: 'All presets, by name' })
  async list(): Promise<z.infer<typeof presetsSchema>> {
    const presets = await this.presets.list();
    return presets.map(({ name, model, values }) => ({ name, model, values: { ...values } }));
  }

  /** Adds it, or replaces the one of that name. */
  @Put(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Kept' })
  @ApiProblem({ 422: 'Fields are wrong, each named' })
  async put(
    @Param('name', { schema: presetNameSchema }) name: string,
    @Body({ schema: presetValuesSchema }) body: z.infer<typeof presetValuesSchema>,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.presets.put({ name, ...body }, actor);
  }

  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Removed' })
  @ApiProblem({ 404: 'There is no such preset' })
  async remove(
    @Param('name', { schema: presetNameSchema }) name: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.presets.remove(name, actor);
  }
}
