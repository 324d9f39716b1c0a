import { randomBytes } from 'node:crypto';
import { HttpStatus, Injectable } from '@nestjs/common';
import type { SettingsSchema } from '@cyberimage/core';
import { Not, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { BackendHost } from '../backends/backend-host.service.js';
import {
  changeSettings,
  faultOf,
  namesAnotherServer,
  splitSettings,
} from '../backends/discovery/instance-settings.js';
import { JobEntity } from '../generation/job.entity.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { settingsOf, type ServerDraft } from './server-draft.js';
import { ServerStore } from './server-store.service.js';
import { ServerEntity, type ServerSettings } from './server.entity.js';

const DEFAULT_PLUGIN = 'forge';

/** Adds, changes and removes servers on record; {@link ServerSync} brings the host after it. */
@Injectable()
export class ServerRegistry {
  constructor(
    private readonly store: ServerStore,
    private readonly host: BackendHost,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProblemException 404 */
  async get(alias: string): Promise<ServerEntity> {
    const server = await this.store.find(alias);
    if (server === null) throw ProblemException.notFound(`There is no server ${alias}`);
    return server;
  }

  /** @throws ProblemException 422 for settings that the plugin does not take, 409 for a taken alias */
  async add(draft: ServerDraft & { readonly alias: string }, actor: string): Promise<ServerEntity> {
    const { alias, plugin = DEFAULT_PLUGIN, enabled = true } = draft;
    const schema = await this.schemaOf(plugin);
    const id = `${plugin}-${randomBytes(4).toString('hex')}`;
    const parts = await this.seal(schema, changeSettings({}, settingsOf(draft)), id);
    const now = Date.now();
    const server: ServerEntity = { id, alias, plugin, ...parts, enabled, createdAt: now, updatedAt: now };
    await this.unitOfWork.run(async (manager) => {
      await this.refuseTaken(manager, server);
      await manager.insert(ServerEntity, server);
      await this.append(manager, 'server.added', server, actor);
    });
    return server;
  }

  /**
   * What `draft` leaves out stays; secrets stay only with the server they were given for.
   *
   * @throws ProblemException 404, 422, 409
   */
  async change(alias: string, draft: ServerDraft, actor: string): Promise<ServerEntity> {
    const before = await this.get(alias);
    if (draft.plugin !== undefined && draft.plugin !== before.plugin) {
      const message = `plugin is "${before.plugin}" and stays so; add another server for "${draft.plugin}"`;
      throw ProblemException.invalid([{ field: 'plugin', code: 'fixed', message, value: draft.plugin }]);
    }
    const schema = await this.schemaOf(before.plugin);
    const change = settingsOf(draft);
    const isMoved = namesAnotherServer(schema, before.settings, changeSettings(before.settings, change));
    const secrets = isMoved ? {} : await this.store.secretsOf(before);
    const settings = changeSettings({ ...before.settings, ...secrets }, change);
    const columns = {
      alias: draft.alias ?? before.alias,
      ...(await this.seal(schema, settings, before.id)),
      enabled: draft.enabled ?? before.enabled,
      updatedAt: Date.now(),
    };
    const server = Object.assign(before, columns);
    await this.unitOfWork.run(async (manager) => {
      await this.refuseTaken(manager, server);
      await manager.update(ServerEntity, { id: server.id }, columns);
      await this.append(manager, 'server.changed', server, actor);
    });
    return server;
  }

  /** Jobs that it has done stay on record. @throws ProblemException 404, 409 while jobs wait for it */
  async remove(alias: string, actor: string): Promise<void> {
    const server = await this.get(alias);
    await this.unitOfWork.run(async (manager) => {
      const waiting = await manager.countBy(JobEntity, { backend: server.id, status: 'pending' });
      if (waiting > 0) {
        throw conflict(`${waiting} jobs wait for the server ${alias}; cancel them first`);
      }
      await manager.delete(ServerEntity, { id: server.id });
      await this.append(manager, 'server.removed', server, actor);
    });
  }

  private async schemaOf(plugin: string): Promise<SettingsSchema | undefined> {
    const { packages } = await this.host.packages();
    const source = packages.find(({ manifest }) => manifest.id === plugin);
    if (source !== undefined) return source.manifest.settings;
    const known = packages.map(({ manifest }) => manifest.id).join(', ') || 'none';
    const message = `plugin "${plugin}" is not installed; installed are: ${known}`;
    throw ProblemException.invalid([{ field: 'plugin', code: 'unknown-plugin', message, value: plugin }]);
  }

  private async seal(
    schema: SettingsSchema | undefined,
    settings: ServerSettings,
    id: string,
  ): Promise<Pick<ServerEntity, 'settings' | 'secrets'>> {
    const message = faultOf(schema, settings);
    if (message !== undefined) {
      throw ProblemException.invalid([{ field: 'settings', code: 'invalid-settings', message }]);
    }
    const { open, secret } = splitSettings(schema, settings);
    return { settings: open, secrets: await this.store.seal(secret, id) };
  }

  /** A model's name may begin with an alias, so no alias may be another instance's id. */
  private async refuseTaken(manager: EntityManager, { id, alias }: ServerEntity): Promise<void> {
    const isTaken =
      (await manager.existsBy(ServerEntity, { alias, id: Not(id) })) ||
      this.host
        .statuses()
        .some(({ instanceId, state }) => instanceId === alias && id !== alias && state !== 'not-set-up');
    if (isTaken) throw conflict(`The alias ${alias} is taken; choose another one`);
  }

  private async append(
    manager: EntityManager,
    action: 'server.added' | 'server.changed' | 'server.removed',
    { id, alias, plugin, settings, enabled }: ServerEntity,
    actor: string,
  ): Promise<void> {
    const data = { alias, plugin, settings: { ...settings }, enabled };
    await this.audit.append(manager, { actor, action, subjectType: 'server', subjectId: id, data });
  }
}

function conflict(detail: string): ProblemException {
  return new ProblemException(HttpStatus.CONFLICT, 'conflict', detail);
}
