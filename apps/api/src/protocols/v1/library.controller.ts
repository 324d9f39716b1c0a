import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { ModelFile } from '../../library/model-file.js';
import { ModelLibrary } from '../../library/model-library.service.js';
import { modelFilesSchema, type ModelFileView } from './schemas/library.schema.js';

/** Files with weights that lie in the owner's folders. */
@ApiTags('library')
@Controller('api/v1')
export class LibraryController {
  constructor(private readonly library: ModelLibrary) {}

  @Get('checkpoints')
  @ApiOkResponse({ standardSchema: modelFilesSchema, description: 'All files under CHECKPOINT_PATH' })
  async checkpoints(): Promise<ModelFileView[]> {
    return (await this.library.checkpoints()).map(toView);
  }

  @Get('loras')
  @ApiOkResponse({ standardSchema: modelFilesSchema, description: 'All files under LORA_PATH' })
  async loras(): Promise<ModelFileView[]> {
    return (await this.library.loras()).map(toView);
  }
}

function toView({ sizeBytes, modified, metadata, ...file }: ModelFile): ModelFileView {
  return {
    ...file,
    size: sizeBytes,
    modified: modified.toISOString(),
    metadata: metadata && { ...metadata },
  };
}
