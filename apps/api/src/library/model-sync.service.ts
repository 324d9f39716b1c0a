import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { BackendHost } from '../backends/backend-host.service.js';
import { Settings } from '../platform/config/settings.js';
import { ConfiguredModels } from './configured-models.service.js';

const POLL_INTERVAL_MS = 2000;

/** Keeps the models that this process's backends have equal to those on record. */
@Injectable()
export class ModelSync implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ModelSync.name);
  private timer: NodeJS.Timeout | undefined;
  private applied = '';

  constructor(
    private readonly models: ConfiguredModels,
    private readonly host: BackendHost,
    private readonly settings: Settings,
  ) {}

  /** Before the host starts, so that no backend is started twice. */
  async onModuleInit(): Promise<void> {
    await this.apply();
  }

  onApplicationBootstrap(): void {
    // With Redis the record is changed by one process and followed by others.
    if (this.settings.redisUrl === undefined) return;
    this.timer = setInterval(() => {
      this.apply().catch((error: unknown) =>
        this.logger.error({ err: error }, 'The models on record cannot be read'),
      );
    }, POLL_INTERVAL_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Brings the host up to the record. */
  async apply(): Promise<void> {
    const configured = await this.models.list();
    const models = configured.filter(({ shadowedBy }) => shadowedBy === undefined).map(({ line }) => line);
    const stamp = JSON.stringify(models);
    if (stamp === this.applied) return;
    this.applied = stamp;
    await this.host.configure({ models });
  }
}
