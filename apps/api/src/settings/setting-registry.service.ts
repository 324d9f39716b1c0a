import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { BackendHost } from '../backends/backend-host.service.js';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import type { FieldError } from '../platform/errors/problem.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import { SecretBox } from '../platform/secrets/secret-box.service.js';
import { isSameServer, keepKeysAtHome } from './keep-keys-at-home.js';
import { OwnerSettings } from './owner-settings.service.js';
import { settingsOfBackend, STUDIO_SETTINGS, type SettingDefinition } from './setting-definition.js';
import type { SettingValue } from './setting-value.js';
import { SettingEntity } from './setting.entity.js';

/** A setting as it is now. */
export interface CurrentSetting extends SettingDefinition {
  /** null for none, and for every secret. */
  readonly value: SettingValue;
  /** Whether there is a value; of a secret it is all that is told. */
  readonly isSet: boolean;
  readonly byDefault: SettingValue;
  /** What `.env` gives; null where it gives none, and for every secret. */
  readonly fromEnvironment: SettingValue;
  readonly source: 'default' | 'environment' | 'here';
}

/** Reads and changes the settings that an owner may change. */
@Injectable()
export class SettingRegistry {
  constructor(
    private readonly owner: OwnerSettings,
    private readonly host: BackendHost,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly events: EventBus,
    private readonly box: SecretBox,
    private readonly settings: Settings,
  ) {}

  async list(): Promise<CurrentSetting[]> {
    const inForce = keepKeysAtHome(this.owner.changed, this.settings.variables);
    return (await this.definitions()).map((definition) => this.show(definition, inForce));
  }

  /**
   * @param changes values by name; null goes back to what `.env` says, or the default
   * @throws ProblemException 422 with one entry per fault; then nothing is changed
   */
  async change(changes: Readonly<Record<string, SettingValue>>, actor: string): Promise<void> {
    const definitions = await this.definitions();
    const asked = Object.entries(changes).map(([name, value]) => ({
      definition: definitions.find((definition) => definition.name === name),
      name,
      text: value === null ? null : String(value),
    }));
    const faults = asked.flatMap(({ definition, name, text }) => faultOf(definition, name, text));
    if (faults.length > 0) throw ProblemException.invalid(faults);
    const forgotten = this.keysToForget(changes);
    await this.unitOfWork.run(async (manager) => {
      for (const { definition, text } of asked) {
        if (definition !== undefined) await this.put(manager, definition, text, actor);
      }
      for (const definition of forgotten) await this.put(manager, definition, null, actor);
    });
    await this.owner.apply();
    this.events.publish({ type: 'settings-changed' });
  }

  private async definitions(): Promise<SettingDefinition[]> {
    const { packages } = await this.host.packages();
    const running = packages.filter(({ manifest }) => manifest.permissions?.models);
    return [...STUDIO_SETTINGS, ...running.flatMap(({ manifest }) => settingsOfBackend(manifest))];
  }

  private show(definition: SettingDefinition, inForce: Readonly<Record<string, string>>): CurrentSetting {
    const { name, secretOf } = definition;
    const variable = textOf(this.settings.variables[name] ?? process.env[name]);
    const here = inForce[name];
    const value = valueOf(definition, here ?? variable);
    const isSecret = secretOf !== undefined;
    return {
      ...definition,
      value: isSecret ? null : value,
      isSet: value !== null && value !== '',
      byDefault: valueOf(definition, undefined),
      fromEnvironment: variable === undefined || isSecret ? null : valueOf(definition, variable),
      source: here !== undefined ? 'here' : variable === undefined ? 'default' : 'environment',
    };
  }

  /** A key belongs to the server that it was given for. */
  private keysToForget(changes: Readonly<Record<string, SettingValue>>): SettingDefinition[] {
    const { variables } = this.settings;
    return STUDIO_SETTINGS.filter(({ name, secretOf }) => {
      if (secretOf === undefined || !(secretOf in changes) || name in changes) return false;
      const change = changes[secretOf];
      const before = this.owner.changed[secretOf] ?? variables[secretOf];
      const after = change === null || change === undefined ? variables[secretOf] : String(change);
      return this.owner.changed[name] !== undefined && !isSameServer(before, after);
    });
  }

  private async put(
    manager: EntityManager,
    { name, secretOf }: SettingDefinition,
    text: string | null,
    actor: string,
  ): Promise<void> {
    const before = this.owner.changed[name] ?? null;
    if (before === text) return;
    await manager.delete(SettingEntity, { name });
    if (text !== null) {
      const value = secretOf === undefined ? text : await this.box.seal(text, name);
      await manager.insert(SettingEntity, { name, value, updatedAt: Date.now() });
    }
    const action = text === null ? 'setting.reset' : 'setting.changed';
    // What a secret was and is is nobody's to read.
    const data = secretOf === undefined ? { from: before, to: text } : {};
    await this.audit.append(manager, { actor, action, subjectType: 'setting', subjectId: name, data });
  }
}

function faultOf(definition: SettingDefinition | undefined, name: string, text: string | null): FieldError[] {
  if (definition === undefined) {
    return [
      { field: name, code: 'unknown-setting', message: `${name} is not a setting that can be changed here` },
    ];
  }
  if (text === null) return [];
  const read = definition.read(text);
  if (!('expected' in read)) return [];
  const shown = definition.secretOf === undefined ? { value: text } : {};
  return [{ field: name, code: 'invalid-value', message: `${definition.label}: ${read.expected}`, ...shown }];
}

function valueOf(definition: SettingDefinition, text: string | undefined): SettingValue {
  const read = definition.read(text);
  return 'value' in read ? read.value : null;
}

/** An empty variable counts as none. */
function textOf(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
