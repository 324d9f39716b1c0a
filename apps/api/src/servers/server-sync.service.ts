import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackendHost } from '../backends/backend-host.service.js';
import { Settings } from '../platform/config/settings.js';
import { ServerImport } from './server-import.service.js';
import { ServerStore } from './server-store.service.js';

const POLL_INTERVAL_MS = 2000;

/** Keeps the instances that this process runs equal to those on record. */
@Injectable()
export class ServerSync implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(ServerSync.name);
  private timer: NodeJS.Timeout | undefined;
  private last: Promise<void> = Promise.resolve();
  private applied = '';

  constructor(
    private readonly store: ServerStore,
    private readonly host: BackendHost,
    private readonly imports: ServerImport,
    private readonly settings: Settings,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.imports.run();
    await this.apply();
    // With Redis the record is changed by one process and followed by others.
    if (this.settings.redisUrl === undefined) return;
    this.timer = setInterval(() => {
      this.apply().catch((error: unknown) =>
        this.logger.error({ err: error }, 'The servers on record cannot be read'),
      );
    }, POLL_INTERVAL_MS);
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.last.catch(() => undefined);
  }

  /** Brings the host up to the record. */
  async apply(): Promise<void> {
    this.last = this.last.catch(() => undefined).then(async () => this.applyNow());
    await this.last;
  }

  private async applyNow(): Promise<void> {
    const servers = await this.store.list();
    const stamp = JSON.stringify(servers);
    if (stamp === this.applied) return;
    await this.host.setInstances(await Promise.all(servers.map((server) => this.store.toSpec(server))));
    this.applied = stamp;
  }
}
