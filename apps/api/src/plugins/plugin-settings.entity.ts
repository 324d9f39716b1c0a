import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { InstanceSettings } from '../backends/discovery/resolve-settings.js';
import { bigintColumn, jsonColumn } from '../platform/database/column-transformers.js';

/** The settings of the instance that a plugin has of its own. */
@Entity('plugin_settings')
export class PluginSettingsEntity {
  /** The id of its manifest. */
  @PrimaryColumn({ type: 'varchar', length: 100 })
  plugin: string;

  /** Those that are no secrets. */
  @Column({ type: 'text', transformer: jsonColumn })
  settings: InstanceSettings;

  /** The secret ones, sealed by the `SecretBox`. */
  @Column({ type: 'text', nullable: true })
  secrets: string | null;

  @Column({ name: 'updated_at', type: 'bigint', transformer: bigintColumn })
  updatedAt: number;
}
