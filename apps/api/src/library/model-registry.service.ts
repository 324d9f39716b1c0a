import { checkModelFields, type JsonObject } from '@cyberimage/core';
import { HttpStatus, Injectable } from '@nestjs/common';
import { Not, type EntityManager, type QueryDeepPartialEntity } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { AuditService } from '../audit/audit.service.js';
import { JobEntity } from '../generation/job.entity.js';
import { Settings } from '../platform/config/settings.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import { AddedModelEntity } from './added-model.entity.js';
import { ConfiguredModels, toFields } from './configured-models.service.js';
import { ModelDownloadEntity } from './model-download.entity.js';
import type { ModelChange, ModelDraft } from './model-draft.schema.js';

/** Adds, changes and removes models on record; {@link ModelSync} brings the backends after it. */
@Injectable()
export class ModelRegistry {
  constructor(
    private readonly models: ConfiguredModels,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly events: EventBus,
    private readonly settings: Settings,
  ) {}

  /** @throws ProblemException 422 for fields that a model line does not take, 409 for a taken name */
  async add(draft: ModelDraft, actor: string): Promise<void> {
    const now = Date.now();
    const { requires_auth: requiresAuth, ...fields } = draft;
    const row: AddedModelEntity = { id: uuidv7(), ...fields, requiresAuth, createdAt: now, updatedAt: now };
    assertValid(row);
    await this.unitOfWork.run(async (manager) => {
      await this.refuseTaken(manager, row);
      await manager.insert(AddedModelEntity, row as QueryDeepPartialEntity<AddedModelEntity>);
      await this.record(manager, 'model.added', row, actor);
    });
    this.events.publish({ type: 'models-changed' });
  }

  /**
   * What `change` leaves out stays.
   *
   * @returns the name that it has now
   * @throws ProblemException 404, 403 for a line of `.env`, 422, 409 for a taken name or while jobs wait for
   *   the old one
   */
  async change(name: string, change: ModelChange, actor: string): Promise<string> {
    await this.refuseFixed(name);
    const after = await this.unitOfWork.run(async (manager) => {
      const before = await findAdded(manager, name);
      const { requires_auth: requiresAuth = before.requiresAuth, ...fields } = change;
      const row = Object.assign(before, fields, { requiresAuth, updatedAt: Date.now() });
      assertValid(row);
      if (row.name !== name) {
        await refuseWaiting(manager, name, 'renamed');
        await this.refuseTaken(manager, row);
        await manager.update(ModelDownloadEntity, { model: name }, { model: row.name });
      }
      const { id } = row;
      await manager.update(AddedModelEntity, { id }, row as QueryDeepPartialEntity<AddedModelEntity>);
      await this.record(manager, 'model.changed', row, actor);
      return row;
    });
    this.events.publish({ type: 'models-changed' });
    return after.name;
  }

  /** Its files stay. @throws ProblemException 404, 403 for a line of `.env`, 409 while jobs wait for it */
  async remove(name: string, actor: string): Promise<void> {
    await this.assertRemovable(name);
    await this.unitOfWork.run(async (manager) => {
      const row = await findAdded(manager, name);
      await manager.delete(AddedModelEntity, { id: row.id });
      await manager.delete(ModelDownloadEntity, { model: name });
      await this.record(manager, 'model.removed', row, actor);
    });
    this.events.publish({ type: 'models-changed' });
  }

  /** @throws ProblemException as {@link remove} does */
  async assertRemovable(name: string): Promise<void> {
    await this.refuseFixed(name);
    await this.unitOfWork.run(async (manager) => {
      await findAdded(manager, name);
      await refuseWaiting(manager, name, 'removed');
    });
  }

  /** @throws ProblemException 403 for a model that only `.env` has */
  private async refuseFixed(name: string): Promise<void> {
    const isAdded = (await this.models.list()).some(
      ({ line, origin }) => origin === 'added' && line.name === name,
    );
    const fixed = this.settings.models.find((line) => line.name === name);
    if (isAdded || fixed === undefined) return;
    const detail = `${name} is configured by ${fixed.key} in .env; change it there and start the studio again`;
    throw new ProblemException(HttpStatus.FORBIDDEN, 'forbidden', detail);
  }

  private async refuseTaken(manager: EntityManager, { id, name }: AddedModelEntity): Promise<void> {
    const fixed = this.settings.models.find((line) => line.name === name);
    if (fixed !== undefined) throw conflict(`The name ${name} is taken by ${fixed.key} in .env`);
    if (!(await manager.existsBy(AddedModelEntity, { name, id: Not(id) }))) return;
    throw conflict(`The name ${name} is taken; choose another one`);
  }

  private async record(
    manager: EntityManager,
    action: 'model.added' | 'model.changed' | 'model.removed',
    { name, repo, source, description, requiresAuth, options }: AddedModelEntity,
    actor: string,
  ): Promise<void> {
    const data = { repo, source, description, requires_auth: requiresAuth, options: options as JsonObject };
    await this.audit.append(manager, { actor, action, subjectType: 'model', subjectId: name, data });
  }
}

/** Here what is a mere warning in `.env` is refused: somebody is there to mend it. */
function assertValid(row: AddedModelEntity): void {
  const result = checkModelFields(toFields(row, 'options'));
  if (result.kind === 'error') {
    const field = result.code === 'empty-name' ? 'name' : 'repo';
    throw ProblemException.invalid([{ field, code: result.code, message: result.message }]);
  }
  if (result.warnings.length === 0) return;
  throw ProblemException.invalid(
    result.warnings.map(({ code, message }) => ({ field: 'options', code, message })),
  );
}

async function findAdded(manager: EntityManager, name: string): Promise<AddedModelEntity> {
  const row = await manager.findOneBy(AddedModelEntity, { name });
  if (row === null) throw ProblemException.notFound(`There is no model ${name}`);
  return row;
}

async function refuseWaiting(manager: EntityManager, name: string, purpose: string): Promise<void> {
  const waiting = await manager.countBy(JobEntity, { model: name, status: 'pending' });
  if (waiting === 0) return;
  throw conflict(`${waiting} jobs wait for ${name}; it can be ${purpose} when they are done or cancelled`);
}

function conflict(detail: string): ProblemException {
  return new ProblemException(HttpStatus.CONFLICT, 'conflict', detail);
}
