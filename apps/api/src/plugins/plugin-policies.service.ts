import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BackendHost } from '../backends/backend-host.service.js';
import { Settings } from '../platform/config/settings.js';
import { PluginEntity } from './plugin.entity.js';

const POLL_INTERVAL_MS = 2000;

/** Keeps what this process's host lets plugins do equal to what is on record. */
@Injectable()
export class PluginPolicies implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(PluginPolicies.name);
  private timer: NodeJS.Timeout | undefined;
  private applied = '';

  constructor(
    private readonly dataSource: DataSource,
    private readonly host: BackendHost,
    private readonly settings: Settings,
  ) {}

  /** Before the host starts, so that nothing runs that is switched off. */
  async onModuleInit(): Promise<void> {
    await this.apply();
  }

  onApplicationBootstrap(): void {
    // With Redis the record is changed by one process and followed by others.
    if (this.settings.redisUrl === undefined) return;
    this.timer = setInterval(() => {
      this.apply().catch((error: unknown) =>
        this.logger.error({ err: error }, 'What plugins may do cannot be read'),
      );
    }, POLL_INTERVAL_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Brings the host up to the record. */
  async apply(): Promise<void> {
    const rows = await this.dataSource.getRepository(PluginEntity).find({ order: { id: 'ASC' } });
    const stamp = JSON.stringify(rows);
    if (stamp === this.applied) return;
    this.applied = stamp;
    const policies = rows.map(
      ({ id, enabled, granted }) => [id, { isEnabled: enabled, granted: granted ?? undefined }] as const,
    );
    await this.host.setPolicies(new Map(policies));
  }
}
