import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { ImageSearch } from '../../gallery/image-search.service.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { toCamelImage } from '../camel-image.js';
import { ClientActor } from '../client-actor.js';
import { ImageActions } from '../image-actions.service.js';
import { camelImageSchema, historyQuerySchema, historySchema } from './seed-schemas.js';

const idSchema = z.uuid({ error: 'expected the id of a picture, a UUID' });

/** The short routes: pictures made so far. */
@ApiTags('short routes')
@Controller('api/images')
export class SeedHistoryController {
  constructor(
    private readonly search: ImageSearch,
    private readonly actions: ImageActions,
  ) {}

  /** Newest first, by page number; for deep lists take /api/v1/gallery/images, which pages by cursor. */
  @Get('history')
  @ApiOkResponse({ standardSchema: historySchema, description: 'A page of pictures' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async history(
    @Query({ schema: historyQuerySchema }) { page, per_page: perPage }: z.infer<typeof historyQuerySchema>,
  ): Promise<z.infer<typeof historySchema>> {
    const images = await this.search.page(page, perPage);
    return { images: images.map(toCamelImage), total: await this.search.count({}), page, perPage };
  }

  @Get(':image_id')
  @ApiOkResponse({ standardSchema: camelImageSchema, description: 'The picture' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async read(@Param('image_id', { schema: idSchema }) id: string): Promise<z.infer<typeof camelImageSchema>> {
    return toCamelImage(await this.actions.get(id));
  }

  @Delete(':image_id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Deleted' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async delete(
    @Param('image_id', { schema: idSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.actions.delete(id, actor);
  }
}
