import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn } from '../platform/database/column-transformers.js';

/** A model that was added here: the fields of a `MODEL_` line. */
@Entity('added_models')
export class AddedModelEntity {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;

  /** What requests call it. */
  @Column({ type: 'varchar', length: 100 })
  name: string;

  /** A Hugging Face repository id, or a folder for the source `local`. */
  @Column({ type: 'text' })
  repo: string;

  @Column({ type: 'text' })
  description: string;

  @Column({ type: 'varchar', length: 32 })
  source: string;

  @Column({ name: 'requires_auth', type: 'boolean' })
  requiresAuth: boolean;

  @Column({ type: 'text', transformer: jsonColumn })
  options: Readonly<Record<string, unknown>>;

  @Column({ name: 'created_at', type: 'bigint', transformer: bigintColumn })
  createdAt: number;

  @Column({ name: 'updated_at', type: 'bigint', transformer: bigintColumn })
  updatedAt: number;
}
