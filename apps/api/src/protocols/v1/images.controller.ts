import { Controller, Delete, Get, HttpCode, HttpStatus, Param, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { GalleryService } from '../../gallery/gallery.service.js';
import { decodeCursor, encodeCursor } from '../../platform/paging/page-cursor.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { ImageActions } from '../image-actions.service.js';
import { toImageView } from './image-view.js';
import { imagePageSchema, imageQuerySchema, imageSchema, type ImageView } from './schemas/image.schema.js';
import { idParamSchema } from './schemas/paging.schema.js';

@ApiTags('gallery')
@Controller('api/v1/gallery/images')
export class ImagesController {
  constructor(
    private readonly gallery: GalleryService,
    private readonly actions: ImageActions,
  ) {}

  /** Newest first. */
  @Get()
  @ApiOkResponse({ standardSchema: imagePageSchema, description: 'A page of pictures' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async list(
    @Query({ schema: imageQuerySchema }) query: z.infer<typeof imageQuerySchema>,
  ): Promise<z.infer<typeof imagePageSchema>> {
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const images = await this.gallery.list(query.limit + 1, after);
    const page = images.slice(0, query.limit);
    const last = images.length > query.limit ? page.at(-1) : undefined;
    return { images: page.map(toImageView), next_cursor: last === undefined ? null : encodeCursor(last) };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: imageSchema, description: 'The picture and all that is known of it' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async read(@Param('id', { schema: idParamSchema }) id: string): Promise<ImageView> {
    return toImageView(await this.actions.get(id));
  }

  /** Deletes the files at once. */
  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Deleted' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async delete(
    @Param('id', { schema: idParamSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.actions.delete(id, actor);
  }
}
