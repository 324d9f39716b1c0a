import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn } from '../platform/database/column-transformers.js';

/** A whole form under a name: a model and what it is to be asked for. */
@Entity('form_presets')
export class FormPresetEntity {
  @PrimaryColumn({ type: 'varchar', length: 100 })
  name: string;

  @Column({ type: 'text' })
  model: string;

  /** Parameters by name, those of the model's option schema. */
  @Column({ type: 'text', transformer: jsonColumn })
  values: Readonly<Record<string, unknown>>;

  @Column({ name: 'updated_at', type: 'bigint', transformer: bigintColumn })
  updatedAt: number;
}
