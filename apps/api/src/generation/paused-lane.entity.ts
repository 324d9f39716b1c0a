import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../platform/database/column-transformers.js';

/** A lane whose waiting jobs nobody may start. */
@Entity('paused_lanes')
export class PausedLaneEntity {
  @PrimaryColumn({ type: 'text' })
  lane: string;

  @Column({ name: 'paused_at', type: 'bigint', transformer: bigintColumn })
  pausedAt: number;
}
