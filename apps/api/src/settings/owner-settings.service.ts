import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BackendHost } from '../backends/backend-host.service.js';
import { loadSettings } from '../platform/config/load-settings.js';
import { Settings } from '../platform/config/settings.js';
import { RecordPoll } from '../platform/database/record-poll.js';
import { EventBus } from '../platform/events/event-bus.js';
import { SecretBox } from '../platform/secrets/secret-box.service.js';
import { keepKeysAtHome } from './keep-keys-at-home.js';
import { STUDIO_SETTINGS } from './setting-definition.js';
import type { SettingTexts } from './setting-value.js';
import { SettingEntity } from './setting.entity.js';

/** Brings what the owner changed into force: at the start, and whenever the record changes. */
@Injectable()
export class OwnerSettings implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(OwnerSettings.name);
  private texts: SettingTexts = {};
  private stamp = '{}';
  private readonly poll: RecordPoll;
  private unsubscribe: (() => void) | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly box: SecretBox,
    private readonly host: BackendHost,
    private readonly events: EventBus,
    private readonly settings: Settings,
  ) {
    this.poll = new RecordPoll(settings);
  }

  /** Before the backends start and the first request is taken. */
  async onModuleInit(): Promise<void> {
    await this.apply();
  }

  onApplicationBootstrap(): void {
    this.unsubscribe = this.events.subscribe(({ type }) => {
      if (type === 'settings-changed') this.applyLater();
    });
    // The event of another process may be lost.
    this.poll.start(() => this.apply(), 'The settings on record');
  }

  onModuleDestroy(): void {
    this.unsubscribe?.();
    this.poll.stop();
  }

  /** What was changed here, secrets opened. */
  get changed(): SettingTexts {
    return this.texts;
  }

  /** Brings the record into force, where it is another than before. */
  async apply(): Promise<void> {
    const rows = await this.dataSource.getRepository(SettingEntity).find({ order: { name: 'ASC' } });
    const stamp = JSON.stringify(rows);
    if (stamp === this.stamp) return;
    this.texts = await this.read(rows);
    this.stamp = stamp;
    const { rootPath, variables, models } = this.settings;
    const texts = keepKeysAtHome(this.texts, variables);
    const { settings } = loadSettings(rootPath, { ...variables, ...texts });
    // Everybody holds the same object and reads it anew each time.
    Object.assign(this.settings, settings, { models, variables });
    await this.host.configure({ variables: this.texts });
  }

  private applyLater(): void {
    this.apply().catch((error: unknown) => this.logger.error({ err: error }, 'The settings cannot be read'));
  }

  /** What an older or newer version kept and this one does not take is left out: it must not stop the start. */
  private async read(rows: readonly SettingEntity[]): Promise<SettingTexts> {
    const texts: Record<string, string> = {};
    for (const { name, value } of rows) {
      const definition = STUDIO_SETTINGS.find((setting) => setting.name === name);
      const text = definition?.secretOf === undefined ? value : await this.open(name, value);
      const isFaulty =
        text === undefined || (definition !== undefined && 'expected' in definition.read(text));
      if (isFaulty) this.logger.warn(`The setting ${name} on record is not used: set it again`);
      else texts[name] = text;
    }
    return texts;
  }

  private async open(name: string, sealed: string): Promise<string | undefined> {
    return this.box.open(sealed, name).catch(() => undefined);
  }
}
