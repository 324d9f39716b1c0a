import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ImageWarning } from '../gallery/image-warning.js';
import { bigintColumn, jsonColumn } from '../platform/database/column-transformers.js';
import type { JobErrorInfo, JobProgress } from '../platform/events/app-event.js';
import type { JobStatus } from './job-status.js';
import type { StoredRequest } from './stored-request.js';

/** A job on record: the truth about it, whatever queues and workers believe. */
@Entity('jobs')
export class JobEntity {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;

  @Column({ type: 'varchar', length: 16 })
  status: JobStatus;

  @Column({ type: 'text' })
  model: string;

  /** The backend instance whose lane the job waits in. */
  @Column({ type: 'text' })
  backend: string;

  @Column({ type: 'text', transformer: jsonColumn })
  request: StoredRequest;

  @Column({ type: 'integer' })
  priority: number;

  /** Orders jobs of equal priority. */
  @Column({ type: 'bigint', transformer: bigintColumn })
  position: number;

  /** Times a worker took it up, but for those that ended by an orderly shutdown. */
  @Column({ type: 'integer' })
  attempts: number;

  /** How many of the attempts were made before somebody asked for another try. */
  @Column({ name: 'attempts_forgiven', type: 'integer' })
  attemptsForgiven: number;

  /** Attempts that ended with an error which a retry may help. */
  @Column({ type: 'integer' })
  failures: number;

  @Column({ name: 'not_before', type: 'bigint', nullable: true, transformer: bigintColumn })
  notBefore: number | null;

  @Column({ name: 'lease_until', type: 'bigint', nullable: true, transformer: bigintColumn })
  leaseUntil: number | null;

  @Column({ name: 'worker_id', type: 'text', nullable: true })
  workerId: string | null;

  @Column({ name: 'cancel_requested', type: 'boolean' })
  cancelRequested: boolean;

  @Column({ type: 'text', nullable: true, transformer: jsonColumn })
  progress: JobProgress | null;

  @Column({ type: 'text', nullable: true, transformer: jsonColumn })
  error: JobErrorInfo | null;

  @Column({ type: 'text', nullable: true, transformer: jsonColumn })
  warnings: readonly ImageWarning[] | null;

  /** The request that last asked for it; null for a job from before there were ids. */
  @Column({ name: 'request_id', type: 'varchar', length: 128, nullable: true })
  requestId: string | null;

  @Column({ name: 'created_at', type: 'bigint', transformer: bigintColumn })
  createdAt: number;

  @Column({ name: 'started_at', type: 'bigint', nullable: true, transformer: bigintColumn })
  startedAt: number | null;

  @Column({ name: 'completed_at', type: 'bigint', nullable: true, transformer: bigintColumn })
  completedAt: number | null;
}
