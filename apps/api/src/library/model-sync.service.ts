import {
  Injectable,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { BackendHost } from '../backends/backend-host.service.js';
import { Settings } from '../platform/config/settings.js';
import { RecordPoll } from '../platform/database/record-poll.js';
import { ConfiguredModels } from './configured-models.service.js';

/** Keeps the models that this process's backends have equal to those on record. */
@Injectable()
export class ModelSync implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly poll: RecordPoll;
  private applied = '';

  constructor(
    private readonly models: ConfiguredModels,
    private readonly host: BackendHost,
    settings: Settings,
  ) {
    this.poll = new RecordPoll(settings);
  }

  /** Before the host starts, so that no backend is started twice. */
  async onModuleInit(): Promise<void> {
    await this.apply();
  }

  onApplicationBootstrap(): void {
    this.poll.start(() => this.apply(), 'The models on record');
  }

  onModuleDestroy(): void {
    this.poll.stop();
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
