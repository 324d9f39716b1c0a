import { checkModelFields, type JsonObject, type ModelFields, type ModelLine } from '@cyberimage/core';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '../platform/config/settings.js';
import { AddedModelEntity } from './added-model.entity.js';

/** A model that somebody configured, and where. */
export interface ConfiguredModel {
  readonly line: ModelLine;
  /** `environment`: a line of `.env` or the model that ships; `added`: here. */
  readonly origin: 'environment' | 'added';
  /** The line of `.env` that has the same name and is used instead. */
  readonly shadowedBy?: string;
}

/** The models of `.env` and those that were added. */
@Injectable()
export class ConfiguredModels {
  constructor(
    private readonly dataSource: DataSource,
    private readonly settings: Settings,
  ) {}

  /** In the order of `.env`, then of adding. */
  async list(): Promise<ConfiguredModel[]> {
    const fixed = new Map(this.settings.models.map((line) => [line.name, line]));
    const rows = await this.dataSource
      .getRepository(AddedModelEntity)
      .find({ order: { createdAt: 'ASC', id: 'ASC' } });
    const added = rows.flatMap((row) => {
      const line = toLine(row);
      const shadowedBy = fixed.get(row.name)?.key;
      return line === undefined
        ? []
        : [{ line, origin: 'added' as const, ...(shadowedBy && { shadowedBy }) }];
    });
    return [...this.settings.models.map((line) => ({ line, origin: 'environment' as const })), ...added];
  }

  async find(name: string): Promise<ConfiguredModel | undefined> {
    return (await this.list()).find(({ line }) => line.name === name);
  }
}

/** What backends get: messages about the model begin with its name. */
function toLine(row: AddedModelEntity): ModelLine | undefined {
  const result = checkModelFields(toFields(row, row.name));
  return result.kind === 'model' ? result.model : undefined;
}

/** @param key what messages about the model begin with */
export function toFields(row: AddedModelEntity, key: string): ModelFields {
  const { name, repo, description, source, requiresAuth, options } = row;
  return { key, name, repo, description, source, requiresAuth, options: options as JsonObject };
}
