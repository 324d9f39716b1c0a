import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { ImageSearch } from '../../gallery/image-search.service.js';
import { Trash } from '../../gallery/trash.service.js';
import { Settings } from '../../platform/config/settings.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import { ImageActions } from '../image-actions.service.js';
import { ImageViews } from '../image-views.service.js';
import { toImageView } from './image-view.js';
import {
  changedIdsSchema,
  imageChangeSchema,
  imageCountSchema,
  imageIdsSchema,
  imageSchema,
  trashSchema,
  type ImageView,
} from './schemas/image.schema.js';
import { idParamSchema } from './schemas/paging.schema.js';

const DAY_MS = 86_400_000;

/** What can be done to pictures. */
@ApiTags('gallery')
@Controller('api/v1/gallery')
export class ImageChangesController {
  constructor(
    private readonly actions: ImageActions,
    private readonly views: ImageViews,
    private readonly trash: Trash,
    private readonly search: ImageSearch,
    private readonly events: EventBus,
    private readonly settings: Settings,
  ) {}

  @Patch('images/:id')
  @ApiOkResponse({ standardSchema: imageSchema, description: 'The picture as it is now' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async change(
    @Param('id', { schema: idParamSchema }) id: string,
    @Body({ schema: imageChangeSchema }) { favourite }: z.infer<typeof imageChangeSchema>,
    @ClientActor() actor: string,
  ): Promise<ImageView> {
    return toImageView(await this.actions.setFavourite(id, favourite, actor));
  }

  /** Says that somebody looks at the picture: one whose browser has kept its file does not ask for it again. */
  @Post('images/:id/views')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'On record, unless the same client looked at it a moment ago' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async view(
    @Param('id', { schema: idParamSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.actions.get(id);
    this.views.record(id, actor);
  }

  /** Into the trash, which removes it after TRASH_DAYS. */
  @Delete('images/:id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiNoContentResponse({ description: 'Deleted' })
  @ApiProblem({ 404: 'There is no such picture', 410: 'The picture was deleted' })
  async delete(
    @Param('id', { schema: idParamSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<void> {
    await this.actions.delete(id, actor);
  }

  /** Many at once into the trash; those that are not there are left out. */
  @Post('images/delete')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: changedIdsSchema, description: 'Deleted' })
  async deleteMany(
    @Body({ schema: imageIdsSchema }) { ids }: z.infer<typeof imageIdsSchema>,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof changedIdsSchema>> {
    return { ids: await this.actions.deleteMany(ids, actor) };
  }

  /** Brings pictures back from the trash: the undo of a delete. */
  @Post('images/restore')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: changedIdsSchema, description: 'Brought back' })
  async restoreMany(
    @Body({ schema: imageIdsSchema }) { ids }: z.infer<typeof imageIdsSchema>,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof changedIdsSchema>> {
    return { ids: await this.actions.restoreMany(ids, actor) };
  }

  /** Removes pictures of the trash for good, with their files. */
  @Post('trash/delete')
  @HttpCode(HttpStatus.OK)
  @ApiOkResponse({ standardSchema: imageCountSchema, description: 'How many pictures were removed' })
  async purgeMany(
    @Body({ schema: imageIdsSchema }) { ids }: z.infer<typeof imageIdsSchema>,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof imageCountSchema>> {
    const images = await this.trash.purge(ids, actor);
    if (images > 0) this.events.publish({ type: 'gallery-changed' });
    return { images };
  }

  /** What is in the trash, and for how long. */
  @Get('trash')
  @ApiOkResponse({ standardSchema: trashSchema, description: 'The trash' })
  async readTrash(): Promise<z.infer<typeof trashSchema>> {
    const images = await this.search.count({ trash: true });
    return { images, days: this.settings.trashMs / DAY_MS };
  }

  /** Removes the files of everything in the trash, for good. */
  @Delete('trash')
  @ApiOkResponse({ standardSchema: imageCountSchema, description: 'How many pictures were removed' })
  async emptyTrash(@ClientActor() actor: string): Promise<z.infer<typeof imageCountSchema>> {
    const images = await this.trash.empty(actor);
    if (images > 0) this.events.publish({ type: 'gallery-changed' });
    return { images };
  }
}
