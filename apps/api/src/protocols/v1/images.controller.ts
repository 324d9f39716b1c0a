import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { ImageFilter } from '../../gallery/image-query.js';
import { ImageSearch, placeOf } from '../../gallery/image-search.service.js';
import { decodeKeyset, encodeKeyset } from '../../platform/paging/keyset-cursor.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ImageActions } from '../image-actions.service.js';
import { toImageView } from './image-view.js';
import {
  imageCountQuerySchema,
  imageCountSchema,
  imagePageSchema,
  imageQuerySchema,
  imageSchema,
  type ImageView,
} from './schemas/image.schema.js';
import { idParamSchema } from './schemas/paging.schema.js';

/** Pictures as they are. */
@ApiTags('gallery')
@Controller('api/v1/gallery/images')
export class ImagesController {
  constructor(
    private readonly search: ImageSearch,
    private readonly actions: ImageActions,
  ) {}

  @Get()
  @ApiOkResponse({ standardSchema: imagePageSchema, description: 'A page of pictures' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async list(
    @Query({ schema: imageQuerySchema }) query: z.infer<typeof imageQuerySchema>,
  ): Promise<z.infer<typeof imagePageSchema>> {
    const { sort, order, limit, cursor } = query;
    const orderName = `${sort}-${order}`;
    const after = cursor === undefined ? undefined : decodeKeyset(orderName, cursor);
    const place = { sort, descending: order === 'desc', after };
    const images = await this.search.list(toFilter(query), place, limit + 1);
    const page = images.slice(0, limit);
    const last = images.length > limit ? page.at(-1) : undefined;
    return {
      images: page.map(toImageView),
      next_cursor: last === undefined ? null : encodeKeyset(orderName, placeOf(last, sort)),
    };
  }

  /** How many pictures a filter leaves. */
  @Get('count')
  @ApiOkResponse({ standardSchema: imageCountSchema, description: 'The number' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async count(
    @Query({ schema: imageCountQuerySchema }) query: z.infer<typeof imageCountQuerySchema>,
  ): Promise<z.infer<typeof imageCountSchema>> {
    return { images: await this.search.count(toFilter(query)) };
  }

  @Get(':id')
  @ApiOkResponse({ standardSchema: imageSchema, description: 'The picture and all that is known of it' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async read(@Param('id', { schema: idParamSchema }) id: string): Promise<ImageView> {
    return toImageView(await this.actions.get(id));
  }
}

function toFilter({ q, ...filter }: z.infer<typeof imageCountQuerySchema>): ImageFilter {
  const { model, backend, favourite, from, to, width, height, trash } = filter;
  return { model, backend, favourite, from, to, width, height, trash, text: q };
}
