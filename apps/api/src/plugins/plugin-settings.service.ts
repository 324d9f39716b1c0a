import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { DataSource, type EntityManager, type Repository } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { BackendHost } from '../backends/backend-host.service.js';
import type { BackendPackage } from '../backends/backend-package.js';
import {
  changeSettings,
  faultOf,
  namesAnotherServer,
  splitSettings,
  type SettingsChange,
} from '../backends/discovery/instance-settings.js';
import { resolveSettings, type InstanceSettings } from '../backends/discovery/resolve-settings.js';
import { Settings } from '../platform/config/settings.js';
import { RecordPoll } from '../platform/database/record-poll.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { SecretBox } from '../platform/secrets/secret-box.service.js';
import { PluginRegistry } from './plugin-registry.service.js';
import { PluginSettingsEntity } from './plugin-settings.entity.js';

/** Settings of a plugin's own instance as far as they may be shown. */
export interface ShownSettings {
  readonly settings: InstanceSettings;
  /** Names of the secret ones that are set. */
  readonly secrets: readonly string[];
  /** What variables give where nothing is set. */
  readonly fromEnvironment: InstanceSettings;
}

/** Keeps the settings of the instances that plugins have of their own, and has the host run with them. */
@Injectable()
export class PluginSettings implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger(PluginSettings.name);
  private readonly poll: RecordPoll;
  private readonly rows: Repository<PluginSettingsEntity>;
  private applied = '[]';

  constructor(
    dataSource: DataSource,
    private readonly registry: PluginRegistry,
    private readonly host: BackendHost,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly box: SecretBox,
    settings: Settings,
  ) {
    this.rows = dataSource.getRepository(PluginSettingsEntity);
    this.poll = new RecordPoll(settings);
  }

  /** Before the host starts, so that no instance is started with what it is not to have. */
  async onModuleInit(): Promise<void> {
    await this.apply();
  }

  onApplicationBootstrap(): void {
    this.poll.start(() => this.apply(), 'The settings of plugins');
  }

  onModuleDestroy(): void {
    this.poll.stop();
  }

  /** @throws ProblemException 404 */
  async show(id: string): Promise<ShownSettings> {
    const source = await this.registry.find(id);
    const given = await this.read(id);
    const { open, secret } = splitSettings(source.manifest.settings, given);
    const resolved = this.resolve(source, given);
    const filled = splitSettings(source.manifest.settings, resolved.valid ? resolved.settings : {}).open;
    const properties = source.manifest.settings?.properties ?? {};
    const fromEnvironment = Object.entries(filled).filter(
      ([name, value]) => !(name in given) && value !== properties[name]?.default,
    );
    return {
      settings: open,
      secrets: Object.keys(secret),
      fromEnvironment: Object.fromEntries(fromEnvironment),
    };
  }

  /**
   * What `change` leaves out stays; secrets stay only with the address they were given for. Work in hand ends with
   * the settings it began with.
   *
   * @throws ProblemException 404; 422 for settings that it does not take
   */
  async change(id: string, change: SettingsChange, actor: string): Promise<void> {
    const source = await this.registry.find(id);
    const { settings: schema } = source.manifest;
    const before = await this.read(id);
    const isMoved = namesAnotherServer(schema, before, changeSettings(before, change));
    const kept = isMoved ? splitSettings(schema, before).open : before;
    const after = changeSettings(kept, change);
    const resolved = this.resolve(source, after);
    // Nothing set is no fault: it is not set up then.
    const message = Object.keys(after).length === 0 ? undefined : faultOf(schema, after, resolved);
    if (message !== undefined) {
      throw ProblemException.invalid([{ field: 'settings', code: 'invalid-settings', message }]);
    }
    const { open, secret } = splitSettings(schema, after);
    const secrets = Object.keys(secret);
    const row = {
      plugin: id,
      settings: open,
      secrets: secrets.length === 0 ? null : await this.box.seal(JSON.stringify(secret), subjectOf(id)),
      updatedAt: Date.now(),
    };
    await this.unitOfWork.run(async (manager) => {
      await manager.upsert(PluginSettingsEntity, row, ['plugin']);
      const data = { settings: { ...open }, secrets };
      const action = 'plugin.settings-changed';
      await this.audit.append(manager, { actor, action, subjectType: 'plugin', subjectId: id, data });
    });
    await this.apply();
  }

  /** For a plugin that is gone. */
  async forget(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(PluginSettingsEntity, { plugin: id });
  }

  /** Brings the host up to the record. */
  async apply(): Promise<void> {
    const rows = await this.rows.find({ order: { plugin: 'ASC' } });
    const stamp = JSON.stringify(rows);
    if (stamp === this.applied) return;
    const entries = await Promise.all(rows.map(async (row) => [row.plugin, await this.open(row)] as const));
    await this.host.configure({ settings: Object.fromEntries(entries) });
    this.applied = stamp;
  }

  private resolve({ manifest }: BackendPackage, given: InstanceSettings): ReturnType<typeof resolveSettings> {
    return resolveSettings(manifest.settings, given, this.host.environment, true);
  }

  private async read(id: string): Promise<InstanceSettings> {
    const row = await this.rows.findOneBy({ plugin: id });
    return row === null ? {} : this.open(row);
  }

  /** Without the secrets where the key is not the one they were sealed with: they are asked for again. */
  private async open({ plugin, settings, secrets }: PluginSettingsEntity): Promise<InstanceSettings> {
    if (secrets === null) return settings;
    try {
      const secret = JSON.parse(await this.box.open(secrets, subjectOf(plugin))) as InstanceSettings;
      return { ...settings, ...secret };
    } catch (error) {
      this.logger.error({ err: error, plugin }, 'The secrets of a plugin cannot be read; set them again');
      return settings;
    }
  }
}

const subjectOf = (id: string): string => `plugin ${id}`;
