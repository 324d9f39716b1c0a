import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn } from '../../platform/database/column-transformers.js';

export const FOLDER_IMPORT_STATES = ['running', 'completed', 'cancelled', 'failed'] as const;

export type FolderImportState = (typeof FOLDER_IMPORT_STATES)[number];

/** A file that was not taken. */
export interface Refusal {
  readonly name: string;
  readonly reason: string;
}

/** A folder that is brought in, and how far that is. */
@Entity('folder_imports')
export class FolderImportEntity {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;

  /** Absolute. */
  @Column({ type: 'text' })
  folder: string;

  @Column({ type: 'varchar', length: 16 })
  state: FolderImportState;

  @Column({ type: 'text' })
  actor: string;

  /** Picture files in it; null until they are counted. */
  @Column({ type: 'integer', nullable: true })
  total: number | null;

  @Column({ type: 'integer' })
  imported: number;

  @Column({ type: 'integer' })
  known: number;

  @Column({ type: 'integer' })
  refused: number;

  /** The first ones. */
  @Column({ type: 'text', transformer: jsonColumn })
  refusals: readonly Refusal[];

  /** The last file that was dealt with, relative to the folder. */
  @Column({ name: 'last_path', type: 'text', nullable: true })
  lastPath: string | null;

  @Column({ type: 'text', nullable: true })
  error: string | null;

  @Column({ name: 'started_at', type: 'bigint', transformer: bigintColumn })
  startedAt: number;

  @Column({ name: 'ended_at', type: 'bigint', nullable: true, transformer: bigintColumn })
  endedAt: number | null;
}
