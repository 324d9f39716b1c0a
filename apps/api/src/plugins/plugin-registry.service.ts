import type { BackendPermissions, JsonObject } from '@cyberimage/core';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AuditEntry } from '../audit/audit-entry.js';
import { AuditService } from '../audit/audit.service.js';
import { BackendHost } from '../backends/backend-host.service.js';
import type { BackendPackage } from '../backends/backend-package.js';
import { identityOf, isSamePackage, type PackageIdentity } from '../backends/package-identity.js';
import { missingGrants } from '../backends/plugin-policy.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { PluginPolicies } from './plugin-policies.service.js';
import { PluginEntity } from './plugin.entity.js';
import { WaitingForPlugin, type WaitingJobsChoice } from './waiting-for-plugin.service.js';

/** Records what the owner decides about plugins, and has the host follow. */
@Injectable()
export class PluginRegistry {
  constructor(
    private readonly host: BackendHost,
    private readonly policies: PluginPolicies,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly waiting: WaitingForPlugin,
  ) {}

  /** @throws ProblemException 404 for one that is not installed or cannot be used */
  async find(id: string): Promise<BackendPackage> {
    const { packages } = await this.host.packages();
    const source = packages.find(({ manifest }) => manifest.id === id);
    if (source !== undefined) return source;
    throw ProblemException.notFound(`There is no usable plugin ${id}`);
  }

  /** @throws ProblemException 404 */
  async enable(id: string, actor: string): Promise<void> {
    await this.find(id);
    await this.decide(id, { enabled: true }, { actor, action: 'plugin.enabled' });
  }

  /**
   * Work in hand ends before it is off; jobs that wait fail at once, with the reason.
   *
   * @throws ProblemException 404; 409 where jobs wait that are to be kept
   */
  async disable(id: string, choice: WaitingJobsChoice, actor: string): Promise<void> {
    await this.find(id);
    const reason = `the plugin ${id} was switched off while the job waited for it`;
    const leaving = { instances: this.host.instancesOf(id), choice, reason, actor };
    const decision = { actor, action: 'plugin.disabled' } as const;
    await this.decide(id, { enabled: false }, decision, (manager) => this.waiting.settle(manager, leaving));
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
    const data = { granted: missingGrants(granted, {}), package: { ...identityOf(source) } };
    await this.decide(
      id,
      { granted, grantedTo: identityOf(source) },
      { actor, action: 'plugin.granted', data },
    );
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

  /** What was granted to a package is granted to the version of it that takes its place. */
  async moveGrants(
    manager: EntityManager,
    id: string,
    before: PackageIdentity,
    after: PackageIdentity,
  ): Promise<void> {
    const row = await manager.findOneBy(PluginEntity, { id });
    const isMeant = row?.grantedTo && isSamePackage(row.grantedTo, before) && before.name === after.name;
    if (isMeant) await manager.update(PluginEntity, { id }, { grantedTo: identityOf(after) });
  }

  private async decide(
    id: string,
    change: Partial<Pick<PluginEntity, 'enabled' | 'granted' | 'grantedTo'>>,
    { actor, action, data = {} }: Pick<AuditEntry, 'actor' | 'action'> & { readonly data?: JsonObject },
    settle: (manager: EntityManager) => Promise<() => void> = async () => () => undefined,
  ): Promise<void> {
    const announce = await this.unitOfWork.run(async (manager) => {
      const settled = await settle(manager);
      const before = await manager.findOneBy(PluginEntity, { id });
      const { enabled, granted, grantedTo } = before ?? { enabled: true, granted: null, grantedTo: null };
      const row = { id, enabled, granted, grantedTo, ...change, updatedAt: Date.now() };
      await manager.upsert(PluginEntity, row, ['id']);
      await this.audit.append(manager, { actor, action, subjectType: 'plugin', subjectId: id, data });
      return settled;
    });
    announce();
    await this.policies.apply();
  }
}
