import type { JsonObject } from '@cyberimage/core';
import { Injectable } from '@nestjs/common';
import { DataSource, type QueryDeepPartialEntity } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import { FormPresetEntity } from './form-preset.entity.js';

/** Keeps whole forms under names. */
@Injectable()
export class FormPresets {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly events: EventBus,
  ) {}

  async list(): Promise<FormPresetEntity[]> {
    return this.dataSource.getRepository(FormPresetEntity).find({ order: { name: 'ASC' } });
  }

  /** Adds it, or replaces the one of the same name. */
  async put(preset: Omit<FormPresetEntity, 'updatedAt'>, actor: string): Promise<void> {
    const { name, model, values } = preset;
    const data = { model, values: values as JsonObject };
    const entry = { actor, action: 'preset.kept', subjectType: 'preset', subjectId: name, data } as const;
    const row = { ...preset, updatedAt: Date.now() } as QueryDeepPartialEntity<FormPresetEntity>;
    await this.unitOfWork.run(async (manager) => {
      await manager.delete(FormPresetEntity, { name });
      await manager.insert(FormPresetEntity, row);
      await this.audit.append(manager, entry);
    });
    this.events.publish({ type: 'presets-changed' });
  }

  /** @throws ProblemException 404 */
  async remove(name: string, actor: string): Promise<void> {
    const entry = { actor, action: 'preset.removed', subjectType: 'preset', subjectId: name } as const;
    await this.unitOfWork.run(async (manager) => {
      const { affected } = await manager.delete(FormPresetEntity, { name });
      if (affected !== 1) throw ProblemException.notFound(`There is no preset ${name}`);
      await this.audit.append(manager, entry);
    });
    this.events.publish({ type: 'presets-changed' });
  }
}
