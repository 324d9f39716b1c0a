import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Req } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { FolderImportEntity } from '../../gallery/import/folder-import.entity.js';
import { FolderImports } from '../../gallery/import/folder-imports.service.js';
import { PictureImporter, type ImportOutcome } from '../../gallery/import/picture-importer.service.js';
import { Settings } from '../../platform/config/settings.js';
import { EventBus } from '../../platform/events/event-bus.js';
import { readFormFiles, StreamsForm } from '../../platform/http/form-stream.js';
import { ApiProblem } from '../api-problem.decorator.js';
import { ClientActor } from '../client-actor.js';
import {
  folderImportRequestSchema,
  folderImportSchema,
  folderImportsSchema,
  importedSchema,
} from './schemas/import.schema.js';
import { idParamSchema } from './schemas/paging.schema.js';

const MAX_FILES = 500;

/** Pictures that were made elsewhere. */
@ApiTags('gallery')
@Controller('api/v1/gallery/import')
export class ImageImportsController {
  constructor(
    private readonly importer: PictureImporter,
    private readonly folders: FolderImports,
    private readonly events: EventBus,
    private readonly settings: Settings,
  ) {}

  /**
   * PNG, JPEG and WebP files of a form, kept byte for byte; what A1111, Forge, ComfyUI, InvokeAI and others
   * wrote into them fills in the settings. A field `modified_at` (milliseconds since 1970) before a file
   * tells when it was made.
   */
  @Post()
  @HttpCode(HttpStatus.OK)
  @StreamsForm()
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: {
      type: 'object',
      properties: { files: { type: 'array', items: { type: 'string', format: 'binary' } } },
    },
  })
  @ApiOkResponse({ standardSchema: importedSchema, description: 'What became of each file' })
  @ApiProblem({ 413: 'Too many files', 415: 'No form with files' })
  async import(
    @Req() request: FastifyRequest,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof importedSchema>> {
    const limits = { files: MAX_FILES, fileBytes: this.settings.pictures.maxFileBytes };
    const outcomes: ImportOutcome[] = [];
    try {
      for await (const { name, data, isCut, fields } of readFormFiles(request, limits)) {
        const modifiedAt = timeOf(fields.get('modified_at'));
        const reason = `It has more than ${limits.fileBytes} bytes`;
        outcomes.push(
          isCut
            ? { status: 'refused', name, reason }
            : await this.importer.import({ name, data, modifiedAt }, actor),
        );
      }
    } finally {
      if (outcomes.some(({ status }) => status === 'imported'))
        this.events.publish({ type: 'gallery-changed' });
    }
    return { files: outcomes.map(toView) };
  }

  /** Folders that may be imported, and what was imported last. */
  @Get('folders')
  @ApiOkResponse({ standardSchema: folderImportsSchema, description: 'Folders and imports' })
  async list(): Promise<z.infer<typeof folderImportsSchema>> {
    const imports = await this.folders.list();
    return { folders: [...this.settings.pictures.importFolders], imports: imports.map(toFolderView) };
  }

  /** Imports a folder with all below it, in the background; after a restart it goes on. */
  @Post('folders')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiAcceptedResponse({ standardSchema: folderImportSchema, description: 'It has begun' })
  @ApiProblem({ 422: 'The folder is not there, or not one that may be imported' })
  async start(
    @Body({ schema: folderImportRequestSchema }) { folder }: z.infer<typeof folderImportRequestSchema>,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof folderImportSchema>> {
    return toFolderView(await this.folders.start(folder, actor));
  }

  @Get('folders/:id')
  @ApiOkResponse({ standardSchema: folderImportSchema, description: 'How far it is' })
  @ApiProblem({ 404: 'There is no such import' })
  async read(
    @Param('id', { schema: idParamSchema }) id: string,
  ): Promise<z.infer<typeof folderImportSchema>> {
    return toFolderView(await this.folders.get(id));
  }

  /** Ends it; what is in already stays in. */
  @Delete('folders/:id')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiAcceptedResponse({ standardSchema: folderImportSchema, description: 'It ends with the next file' })
  @ApiProblem({ 404: 'There is no such import', 409: 'It has ended already' })
  async cancel(
    @Param('id', { schema: idParamSchema }) id: string,
    @ClientActor() actor: string,
  ): Promise<z.infer<typeof folderImportSchema>> {
    await this.folders.cancel(id, actor);
    return toFolderView(await this.folders.get(id));
  }
}

function timeOf(text: string | undefined): number | undefined {
  const time = Number(text ?? Number.NaN);
  return Number.isSafeInteger(time) && time > 0 && time <= Date.now() ? time : undefined;
}

function toView(outcome: ImportOutcome): z.infer<typeof importedSchema>['files'][number] {
  const { name, status } = outcome;
  const isRefused = status === 'refused';
  return {
    name,
    status,
    image_id: isRefused ? null : outcome.imageId,
    reason: isRefused ? outcome.reason : null,
  };
}

function toFolderView(run: FolderImportEntity): z.infer<typeof folderImportSchema> {
  const { id, folder, state, total, imported, known, refused, refusals, error } = run;
  return {
    id,
    folder,
    state,
    total,
    imported,
    known,
    refused,
    refusals: [...refusals],
    error,
    started_at: new Date(run.startedAt).toISOString(),
    ended_at: run.endedAt === null ? null : new Date(run.endedAt).toISOString(),
  };
}
