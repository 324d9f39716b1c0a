import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Put,
} from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { readStylesCsv, writeStylesCsv } from '../../prompts/styles-csv.js';
import { Styles } from '../../prompts/styles.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import {
  presetNameSchema,
  styleImportSchema,
  stylesSchema,
  styleTextsSchema,
  type StyleView,
} from './schemas/style.schema.js';

/** Named templates that requests name in `styles`. */
@ApiTags('styles')
@Controller('api/v1/styles')
export class StylesController {
  constructor(private readonly styles: Styles) {}

  @Get()
  @ApiOkResponse({ standardSchema: stylesSchema, description: 'All styles, by name' })
  async list(): Promise<StyleView[]> {
    const styles = await this.styles.list();
    return styles.map(({ name, prompt, negativePrompt }) => ({
      name,
      prompt,
      negative_prompt: negativePrompt,
    }));
  }

  /** As A1111's styles.csv. */
  @Get('export')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Header('Content-Disposition', 'attachment; filename="styles.csv"')
  @ApiOkResponse({ description: 'The file', content: { 'text/csv': { schema: { type: 'string' } } } })
  async export(): Promise<string> {
    return writeStylesCsv(await this.styles.list());
  }

  /** Adds the styles of a styles.csv; those of the same name are replaced. */
  @Post('import')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: stylesSchema, description: 'All styles there are now' })
  @ApiProblem({ 422: 'That is no styles.csv' })
  async import(
    @Body({ schema: styleImportSchema }) { csv }: z.infer<typeof styleImportSchema>,
    @ClientActor() actor: string,
  ): Promise<StyleView[]> {
    const read = readStylesCsv(csv);
    const wrong = read?.find(({ name }) => !presetNameSchema.safeParse(name).success);
    if (read === undefined || wrong !== undefined) {
      const message =
        wrong === undefined
          ? 'csv has no header with name and prompt, as the styles.csv of A1111 has it'
          : `csv has a style whose name cannot be used: ${JSON.stringify(wrong.name)}`;
      throw ProblemException.invalid([{ field: 'csv', code: 'invalid-csv', message }]);
    }
    await this.styles.put(read, actor);
    return this.list();
  }

  /** Adds it, or replaces the one of that name. */
  @Put(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Kept' })
  @ApiProblem({ 422: 'Fields are wrong, each named' })
  async put(
    @Param('name', { schema: presetNameSchema }) name: string,
    @Body({ schema: styleTextsSchema }) body: z.infer<typeof styleTextsSchema>,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.styles.put([{ name, prompt: body.prompt, negativePrompt: body.negative_prompt }], actor);
  }

  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Removed' })
  @ApiProblem({ 404: 'There is no such style' })
  async remove(
    @Param('name', { schema: presetNameSchema }) name: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.styles.remove(name, actor);
  }
}
