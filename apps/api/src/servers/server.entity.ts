import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, jsonColumn } from '../platform/database/column-transformers.js';

/** Settings of an instance by name. */
export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/** A backend instance that the owner has added. */
@Entity('backend_instances')
export class ServerEntity {
  /** What jobs refer to; stays when the alias changes. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  id: string;

  @Column({ type: 'varchar', length: 64 })
  alias: string;

  /** The id of the plugin's manifest. */
  @Column({ type: 'varchar', length: 100 })
  plugin: string;

  /** Those that are no secrets. */
  @Column({ type: 'text', transformer: jsonColumn })
  settings: ServerSettings;

  /** The secret ones, sealed by the {@link SecretBox}. */
  @Column({ type: 'text', nullable: true })
  secrets: string | null;

  @Column({ type: 'boolean' })
  enabled: boolean;

  @Column({ name: 'created_at', type: 'bigint', transformer: bigintColumn })
  createdAt: number;

  @Column({ name: 'updated_at', type: 'bigint', transformer: bigintColumn })
  updatedAt: number;
}
