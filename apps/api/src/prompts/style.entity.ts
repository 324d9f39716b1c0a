import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../platform/database/column-transformers.js';

/** A named template for prompts: `{prompt}` stands for what was typed. */
@Entity('styles')
export class StyleEntity {
  @PrimaryColumn({ type: 'varchar', length: 100 })
  name: string;

  @Column({ type: 'text' })
  prompt: string;

  @Column({ name: 'negative_prompt', type: 'text' })
  negativePrompt: string;

  @Column({ name: 'updated_at', type: 'bigint', transformer: bigintColumn })
  updatedAt: number;
}
