import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { GalleryService } from '../../gallery/gallery.service.js';
import { ImageFiles } from '../../gallery/image-files.service.js';
import type { ImageFilter } from '../../gallery/image-query.js';
import { ImageSearch, placeOf } from '../../gallery/image-search.service.js';
import { ImageValues } from '../../gallery/image-values.service.js';
import { InfotextReader } from '../../gallery/infotext-reader.service.js';
import { readTexts } from '../../gallery/metadata/read-texts.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { decodeKeyset, encodeKeyset } from '../../platform/paging/keyset-cursor.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ImageActions } from '../image-actions.service.js';
import { toImageView } from './image-view.js';
import {
  imageBatchQuerySchema,
  imageBatchSchema,
  imageCountQuerySchema,
  imageCountSchema,
  imageInfotextSchema,
  imageKeysQuerySchema,
  imageKeysSchema,
  imagePageSchema,
  imageQuerySchema,
  imageSchema,
  imageTextsSchema,
  imageValuesSchema,
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
    private readonly gallery: GalleryService,
    private readonly files: ImageFiles,
    private readonly values: ImageValues,
    private readonly infotexts: InfotextReader,
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

  /**
   * The ids of many pictures at once and when each was made: enough to lay a gallery out. What comes into
   * sight is then asked for by `batch`.
   */
  @Get('keys')
  @ApiOkResponse({ standardSchema: imageKeysSchema, description: 'Ids in the order of the list' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async keys(
    @Query({ schema: imageKeysQuerySchema }) query: z.infer<typeof imageKeysQuerySchema>,
  ): Promise<z.infer<typeof imageKeysSchema>> {
    const { sort, order, limit, cursor } = query;
    const orderName = `${sort}-${order}`;
    const after = cursor === undefined ? undefined : decodeKeyset(orderName, cursor);
    const place = { sort, descending: order === 'desc', after };
    const { keys, next } = await this.search.keys(toFilter(query), place, limit);
    return {
      ids: keys.map(({ id }) => id),
      created_at: keys.map(({ createdAt }) => createdAt),
      next_cursor: next === undefined ? null : encodeKeyset(orderName, next),
    };
  }

  /** Some pictures by their ids; those that were deleted are left out. */
  @Get('batch')
  @ApiOkResponse({ standardSchema: imageBatchSchema, description: 'The pictures in the order of the ids' })
  @ApiProblem({ 422: 'A query parameter is wrong' })
  async batch(
    @Query({ schema: imageBatchQuerySchema }) { ids }: z.infer<typeof imageBatchQuerySchema>,
  ): Promise<z.infer<typeof imageBatchSchema>> {
    const images = await this.gallery.findMany(ids);
    return { images: images.filter(({ purgedAt }) => purgedAt === null).map(toImageView) };
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

  /** What filters can choose from. */
  @Get('values')
  @ApiOkResponse({
    standardSchema: imageValuesSchema,
    description: 'Values that there are, at most 100 of a kind',
  })
  async listValues(): Promise<z.infer<typeof imageValuesSchema>> {
    const { models, backends, sizes } = await this.values.lists();
    return { models: [...models], backends: [...backends], sizes: [...sizes] };
  }

  /** The generation data as the AUTOMATIC1111 web UI writes it, which most other programs read. */
  @Get(':id/infotext')
  @ApiOkResponse({ standardSchema: imageInfotextSchema, description: 'The text' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async infotext(
    @Param('id', { schema: idParamSchema }) id: string,
  ): Promise<z.infer<typeof imageInfotextSchema>> {
    return { infotext: await this.infotexts.of(await this.actions.get(id)) };
  }

  /** The texts that the file carries, as whatever program made it wrote them. */
  @Get(':id/texts')
  @ApiOkResponse({ standardSchema: imageTextsSchema, description: 'Texts by keyword' })
  @ApiProblem({ 404: 'There is no such picture, or its file is gone', 410: 'The picture was deleted' })
  async texts(@Param('id', { schema: idParamSchema }) id: string): Promise<z.infer<typeof imageTextsSchema>> {
    const { file } = await this.actions.get(id);
    const data = await this.files.read(file);
    if (data === undefined) throw ProblemException.notFound(`The file of the picture ${id} is gone`);
    return { texts: [...(await readTexts(data))].map(([keyword, text]) => ({ keyword, text })) };
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
