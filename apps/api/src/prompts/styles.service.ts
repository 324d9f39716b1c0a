import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { AuditService } from '../audit/audit.service.js';
import { UnitOfWork } from '../platform/database/unit-of-work.service.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { EventBus } from '../platform/events/event-bus.js';
import type { Style } from './apply-styles.js';
import { StyleEntity } from './style.entity.js';

/** Keeps the styles. */
@Injectable()
export class Styles {
  constructor(
    private readonly dataSource: DataSource,
    private readonly unitOfWork: UnitOfWork,
    private readonly audit: AuditService,
    private readonly events: EventBus,
  ) {}

  async list(): Promise<StyleEntity[]> {
    return this.dataSource.getRepository(StyleEntity).find({ order: { name: 'ASC' } });
  }

  /** In the order of the names. @throws ProblemException 422 with each that there is not */
  async findAll(names: readonly string[]): Promise<StyleEntity[]> {
    if (names.length === 0) return [];
    const found = await this.dataSource.getRepository(StyleEntity).findBy({ name: In([...names]) });
    const byName = new Map(found.map((style) => [style.name, style]));
    const missing = names.filter((name) => !byName.has(name));
    if (missing.length === 0) return names.flatMap((name) => byName.get(name) ?? []);
    throw ProblemException.invalid(
      missing.map((name) => {
        const message = `there is no style ${JSON.stringify(name)}`;
        return { field: 'styles', code: 'unknown-style', message, value: name };
      }),
    );
  }

  /** Adds them, or replaces those of the same name. */
  async put(styles: readonly Style[], actor: string): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      for (const { name, prompt, negativePrompt } of styles) {
        await manager.delete(StyleEntity, { name });
        await manager.insert(StyleEntity, { name, prompt, negativePrompt, updatedAt: Date.now() });
        await this.record(manager, 'style.kept', name, actor, { prompt, negative_prompt: negativePrompt });
      }
    });
    this.events.publish({ type: 'styles-changed' });
  }

  /** @throws ProblemException 404 */
  async remove(name: string, actor: string): Promise<void> {
    await this.unitOfWork.run(async (manager) => {
      const { affected } = await manager.delete(StyleEntity, { name });
      if (affected !== 1) throw ProblemException.notFound(`There is no style ${name}`);
      await this.record(manager, 'style.removed', name, actor);
    });
    this.events.publish({ type: 'styles-changed' });
  }

  private async record(
    manager: EntityManager,
    action: 'style.kept' | 'style.removed',
    name: string,
    actor: string,
    data = {},
  ): Promise<void> {
    await this.audit.append(manager, { actor, action, subjectType: 'style', subjectId: name, data });
  }
}
