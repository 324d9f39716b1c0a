import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn } from '../platform/database/column-transformers.js';
import type { ImageWarning } from './image-warning.js';

/** A picture on record. The row outlives the file: a deleted picture keeps its row for the audit trail. */
@Entity('images')
export class ImageEntity {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id: string;

  /** Orders pictures by date: see `nextPlace`. */
  @Column({ type: 'bigint', transformer: bigintColumn })
  place: number;

  /** Null for a picture that was brought in. */
  @Column({ name: 'job_id', type: 'varchar', length: 36, nullable: true })
  jobId: string | null;

  @Column({ name: 'job_index', type: 'integer', nullable: true })
  index: number | null;

  /** Relative to the media root, with forward slashes. */
  @Column({ type: 'text' })
  file: string;

  @Column({ type: 'text' })
  thumbnail: string;

  @Column({ name: 'media_type', type: 'text' })
  mediaType: string;

  @Column({ type: 'integer' })
  width: number;

  @Column({ type: 'integer' })
  height: number;

  @Column({ name: 'size_bytes', type: 'integer' })
  sizeBytes: number;

  @Column({ type: 'varchar', length: 64 })
  sha256: string;

  /** Decimal: seeds go beyond 2^53. Null for a picture that doesn't tell. */
  @Column({ type: 'varchar', length: 20, nullable: true })
  seed: string | null;

  /** Empty for a picture that doesn't tell. */
  @Column({ type: 'text' })
  model: string;

  /** The backend instance that made it; null for a picture that was brought in. */
  @Column({ type: 'text', nullable: true })
  backend: string | null;

  @Column({ type: 'text' })
  prompt: string;

  /** The request's parameters and what the backend added, by snake_case name. */
  @Column({ type: 'text', transformer: jsonColumn })
  parameters: Readonly<Record<string, unknown>>;

  @Column({ type: 'text', nullable: true, transformer: jsonColumn })
  warnings: readonly ImageWarning[] | null;

  /** The file that a picture was brought in from. */
  @Column({ name: 'source_name', type: 'text', nullable: true })
  sourceName: string | null;

  @Column({ name: 'generation_seconds', type: 'float', nullable: true })
  generationSeconds: number | null;

  @Column({ type: 'boolean' })
  favourite: boolean;

  @Column({ name: 'created_at', type: 'bigint', transformer: bigintColumn })
  createdAt: number;

  @Column({ name: 'deleted_at', type: 'bigint', nullable: true, transformer: bigintColumn })
  deletedAt: number | null;

  /** When its files were removed, some time after it was deleted. */
  @Column({ name: 'purged_at', type: 'bigint', nullable: true, transformer: bigintColumn })
  purgedAt: number | null;
}
