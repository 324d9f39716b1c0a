import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn } from '../platform/database/column-transformers.js';

export const DOWNLOAD_STATES = ['queued', 'running', 'paused', 'failed'] as const;

export type DownloadState = (typeof DOWNLOAD_STATES)[number];

/** A download that somebody asked for and that is not through; one that is through has no row. */
@Entity('model_downloads')
export class ModelDownloadEntity {
  /** The model's name. */
  @PrimaryColumn({ type: 'text' })
  model: string;

  @Column({ type: 'varchar', length: 16 })
  state: DownloadState;

  @Column({ name: 'done_bytes', type: 'bigint', transformer: bigintColumn })
  doneBytes: number;

  /** 0 until it is known. */
  @Column({ name: 'total_bytes', type: 'bigint', transformer: bigintColumn })
  totalBytes: number;

  /** For people: why it failed. */
  @Column({ type: 'text', nullable: true })
  error: string | null;

  /** The request that asked for it. */
  @Column({ name: 'request_id', type: 'varchar', length: 128, nullable: true })
  requestId: string | null;

  /** Orders those that wait. */
  @Column({ name: 'requested_at', type: 'bigint', transformer: bigintColumn })
  requestedAt: number;
}
