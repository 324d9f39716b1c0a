import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackendHost } from '../backends/backend-host.service.js';
import { Settings } from '../platform/config/settings.js';
import { RecordPoll } from '../platform/database/record-poll.js';
import { ServerImport } from './server-import.service.js';
import { ServerStore } from './server-store.service.js';

/** Keeps the instances that this process runs equal to those on record. */
@Injectable()
export class ServerSync implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly poll: RecordPoll;
  private last: Promise<void> = Promise.resolve();
  private applied = '';

  constructor(
    private readonly store: ServerStore,
    private readonly host: BackendHost,
    private readonly imports: ServerImport,
    settings: Settings,
  ) {
    this.poll = new RecordPoll(settings);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.imports.run();
    await this.apply();
    this.poll.start(() => this.apply(), 'The servers on record');
  }

  async onModuleDestroy(): Promise<void> {
    this.poll.stop();
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
