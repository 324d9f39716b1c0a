import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import type { ModelFile } from './model-file.js';
import { WatchedFolder } from './watched-folder.js';

/** The checkpoints and LoRAs that lie in the owner's folders. */
@Injectable()
export class ModelLibrary implements OnModuleDestroy {
  private readonly logger = new Logger(ModelLibrary.name);
  private readonly checkpointFolder: WatchedFolder;
  private readonly loraFolder: WatchedFolder;

  constructor({ checkpointPath, loraPath }: Settings) {
    this.checkpointFolder = this.open(checkpointPath);
    this.loraFolder = this.open(loraPath);
  }

  async checkpoints(): Promise<readonly ModelFile[]> {
    return (await this.checkpointFolder.read()).files;
  }

  async loras(): Promise<readonly ModelFile[]> {
    return (await this.loraFolder.read()).files;
  }

  onModuleDestroy(): void {
    this.checkpointFolder.close();
    this.loraFolder.close();
  }

  private open(root: string): WatchedFolder {
    return new WatchedFolder(root, (path) =>
      this.logger.warn(`${root}/${path} is a link that leads out of the folder; it is left out`),
    );
  }
}
