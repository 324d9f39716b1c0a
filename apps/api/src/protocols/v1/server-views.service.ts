import { BackendError } from '@cyberimage/core';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { AuditService } from '../../audit/audit.service.js';
import { BackendHost } from '../../backends/backend-host.service.js';
import { UnitOfWork } from '../../platform/database/unit-of-work.service.js';
import { ServerStore } from '../../servers/server-store.service.js';
import type { ServerEntity } from '../../servers/server.entity.js';
import { toDeviceView } from './backend-view.js';
import type { serverProbeSchema, ServerView } from './schemas/server.schema.js';

/** Servers as the API shows them: the record without its secrets, and how the instance is doing. */
@Injectable()
export class ServerViews {
  constructor(
    private readonly store: ServerStore,
    private readonly host: BackendHost,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  async list(): Promise<ServerView[]> {
    return Promise.all((await this.store.list()).map(async (server) => this.show(server)));
  }

  async show(server: ServerEntity): Promise<ServerView> {
    const status = this.host.statuses().find(({ instanceId }) => instanceId === server.id);
    const { url, ...settings } = server.settings;
    return {
      id: server.id,
      alias: server.alias,
      plugin: server.plugin,
      enabled: server.enabled,
      url: url === undefined ? null : String(url),
      settings,
      secrets: Object.keys(await this.store.secretsOf(server)),
      state: status?.state ?? 'stopped',
      reason: status?.reason ?? null,
      device: status?.device === undefined ? null : toDeviceView(status.device),
      created_at: new Date(server.createdAt).toISOString(),
      updated_at: new Date(server.updatedAt).toISOString(),
    };
  }

  /** What its plugin finds at the server now; that it was asked is put on record. */
  async probe(server: ServerEntity, actor: string): Promise<z.infer<typeof serverProbeSchema>> {
    const found = await this.look(server);
    await this.unitOfWork.run((manager) =>
      this.audit.append(manager, {
        actor,
        action: 'server.probed',
        subjectType: 'server',
        subjectId: server.id,
        data: { alias: server.alias, ...found },
      }),
    );
    return found;
  }

  private async look(server: ServerEntity): Promise<z.infer<typeof serverProbeSchema>> {
    try {
      const { description, models, reason } = await this.host.survey(await this.store.toSpec(server));
      const {
        reachable = models !== undefined,
        kind,
        version,
        credentials,
        message,
      } = description.server ?? {};
      return {
        reachable,
        kind: kind ?? null,
        version: version ?? null,
        credentials: credentials ?? 'unknown',
        models: models?.length ?? null,
        message: message ?? reason ?? `${description.device.label} answers`,
      };
    } catch (error) {
      if (!BackendError.is(error)) throw error;
      const unknown = { kind: null, version: null, credentials: 'unknown', models: null } as const;
      return { reachable: false, ...unknown, message: error.message };
    }
  }
}
