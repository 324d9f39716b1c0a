import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn } from '../platform/database/column-transformers.js';

/** One link of the audit chain. Rows are added, never changed but for a redaction, which is on record itself. */
@Entity('audit')
export class AuditRecordEntity {
  @PrimaryColumn({ type: 'bigint', transformer: bigintColumn })
  sequence: number;

  @Column({ type: 'bigint', transformer: bigintColumn })
  time: number;

  @Column({ type: 'text' })
  actor: string;

  @Column({ type: 'varchar', length: 64 })
  action: string;

  @Column({ name: 'subject_type', type: 'varchar', length: 32 })
  subjectType: string;

  @Column({ name: 'subject_id', type: 'text' })
  subjectId: string;

  /** The request that it comes from; null for what the studio does by itself. */
  @Column({ name: 'request_id', type: 'varchar', length: 128, nullable: true })
  requestId: string | null;

  @Column({ type: 'text', transformer: jsonColumn })
  data: Readonly<Record<string, unknown>>;

  @Column({ name: 'previous_hash', type: 'varchar', length: 64 })
  previousHash: string;

  @Column({ type: 'varchar', length: 64 })
  hash: string;
}
