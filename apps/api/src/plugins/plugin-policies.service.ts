import {
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BackendHost } from '../backends/backend-host.service.js';
import { Settings } from '../platform/config/settings.js';
import { RecordPoll } from '../platform/database/record-poll.js';
import { PluginEntity } from './plugin.entity.js';

/** Keeps what this process's host lets plugins do equal to what is on record. */
@Injectable()
export class PluginPolicies implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly poll: RecordPoll;
  private applied = '';

  constructor(
    private readonly dataSource: DataSource,
    private readonly host: BackendHost,
    settings: Settings,
  ) {
    this.poll = new RecordPoll(settings);
  }

  /** Before the host starts, so that nothing runs that is switched off. */
  async onModuleInit(): Promise<void> {
    await this.apply();
  }

  onApplicationBootstrap(): void {
    this.poll.start(() => this.apply(), 'What plugins may do');
  }

  onModuleDestroy(): void {
    this.poll.stop();
  }

  /** Brings the host up to the record. */
  async apply(): Promise<void> {
    const rows = await this.dataSource.getRepository(PluginEntity).find({ order: { id: 'ASC' } });
    const stamp = JSON.stringify(rows);
    if (stamp === this.applied) return;
    this.applied = stamp;
    const policies = rows.map(
      ({ id, enabled, granted, grantedTo }) =>
        [
          id,
          { isEnabled: enabled, granted: granted ?? undefined, ...(grantedTo !== null && { grantedTo }) },
        ] as const,
    );
    await this.host.setPolicies(new Map(policies));
  }
}
