import type { BackendPermissions, JsonObject } from '@cyberimage/core';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditEntry } from '../audit/audit-entry.js';
import { AuditService } from '../audit/audit.service.js';
import { BackendHost } from '../backends/backend-host.service.js';
import type { BackendPackage } from '../backends/backend-package.js';
import { missingGrants, type PluginPolicy } from '../backends/plugin-policy.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { PluginPolicies } from './plugin-policies.service.js';
import { PluginEntity } from './plugin.entity.js';

/** Records what the owner decides about plugins, and has the host follow. */
@Injectable()
export class PluginRegistry {
  constructor(
    private readonly host: BackendHost,
    private readonly policies: PluginPolicies,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
  ) {}

  /** @throws ProblemException 404 for one that is not installed or cannot be used */
  async find(id: string): Promise<BackendPackage> {
    const { packages } = await this.host.packages();
    const source = packages.find(({ manifest }) => manifest.id === id);
    if (source !== undefined) return source;
    throw ProblemException.notFound(`There is no usable plugin ${id}`);
  }

  /** Work in hand ends before a plugin is switched off; jobs whose turn comes then fail with the reason. */
  async setEnabled(id: string, isEnabled: boolean, actor: string): Promise<void> {
    const source = await this.find(id);
    const policy = { ...this.host.policyOf(source), isEnabled };
    await this.decide(id, policy, { actor, action: isEnabled ? 'plugin.enabled' : 'plugin.disabled' });
  }

  /**
   * Lets a plugin do what `granted` names, and nothing else. With less than it asks for it is not started.
   *
   * @throws ProblemException 404; 422 for a permission that it does not ask for
   */
  async grant(id: string, granted: BackendPermissions, actor: string): Promise<void> {
    const source = await this.find(id);
    const needless = missingGrants(granted, source.manifest.permissions ?? {});
    if (needless.length > 0) {
      const message = `${id} does not ask for ${needless.join(', ')}; leave that out`;
      throw ProblemException.invalid([{ field: 'permissions', code: 'not-asked-for', message }]);
    }
    const { isEnabled } = this.host.policyOf(source);
    const data = { granted: missingGrants(granted, {}) };
    await this.decide(id, { isEnabled, granted }, { actor, action: 'plugin.granted', data });
  }

  /** Starts a backend anew, also a parked one. @throws ProblemException 404 */
  async restart(instanceId: string, actor: string): Promise<void> {
    const isKnown = this.host.statuses().some((status) => status.instanceId === instanceId);
    if (!isKnown) throw ProblemException.notFound(`There is no backend ${instanceId}`);
    await this.unitOfWork.run(async (manager) =>
      this.audit.append(manager, {
        actor,
        action: 'backend.restarted',
        subjectType: 'backend',
        subjectId: instanceId,
      }),
    );
    await this.host.restart(instanceId);
  }

  /** Nothing decided any more: for a plugin that is gone. */
  async forget(manager: EntityManager, id: string): Promise<void> {
    await manager.delete(PluginEntity, { id });
  }

  private async decide(
    id: string,
    { isEnabled, granted }: PluginPolicy,
    { actor, action, data = {} }: Pick<AuditEntry, 'actor' | 'action'> & { readonly data?: JsonObject },
  ): Promise<void> {
    const row = { id, enabled: isEnabled, granted: granted ?? null, updatedAt: Date.now() };
    await this.unitOfWork.run(async (manager) => {
      await manager.upsert(PluginEntity, row, ['id']);
      await this.audit.append(manager, { actor, action, subjectType: 'plugin', subjectId: id, data });
    });
    await this.policies.apply();
  }
}
