import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ImageMediaType } from '@cyberimage/core';
import { bigintColumn } from '../platform/database/column-transformers.js';

/** A picture that jobs may start from. */
@Entity('inputs')
export class InputEntity {
  /** SHA-256 of the file's bytes, in hexadecimal digits. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  @Column({ name: 'media_type', type: 'text' })
  mediaType: ImageMediaType;

  @Column({ type: 'integer' })
  width: number;

  @Column({ type: 'integer' })
  height: number;

  @Column({ name: 'size_bytes', type: 'integer' })
  sizeBytes: number;

  /** When somebody sent it last. */
  @Column({ name: 'offered_at', type: 'bigint', transformer: bigintColumn })
  offeredAt: number;
}
