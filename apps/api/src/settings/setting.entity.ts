import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../platform/database/column-transformers.js';

/** A setting that the owner changed here: it goes before that of `.env`. */
@Entity('settings')
export class SettingEntity {
  /** The variable's name. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  name: string;

  /** As a variable has it; sealed for a secret. */
  @Column({ type: 'text' })
  value: string;

  @Column({ name: 'updated_at', type: 'bigint', transformer: bigintColumn })
  updatedAt: number;
}
