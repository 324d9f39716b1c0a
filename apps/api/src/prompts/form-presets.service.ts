import { Injectable } from '@nestjs/common';
import { DataSource, type QueryDeepPartialEntity } from 'typeorm';
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
    private readonly events: EventBus,
  ) {}

  async list(): Promise<FormPresetEntity[]> {
    return this.dataSource.getRepository(FormPresetEntity).find({ order: { name: 'ASC' } });
  }

  /** Adds it, or replaces the one of the same name. */
  async put(preset: Omit<FormPresetEntity, 'updatedAt'>): Promise<void> {
    const row = { ...preset, updatedAt: Date.now() } as QueryDeepPartialEntity<FormPresetEntity>;
    await this.unitOfWork.run(async (manager) => {
      await manager.delete(FormPresetEntity, { name: preset.name });
      await manager.insert(FormPresetEntity, row);
    });
    this.events.publish({ type: 'presets-changed' });
  }

  /** @throws ProblemException 404 */
  async remove(name: string): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      const { affected } = await manager.delete(FormPresetEntity, { name });
      if (affected !== 1) throw ProblemException.notFound(`There is no preset ${name}`);
    });
    this.events.publish({ type: 'presets-changed' });
  }
}
