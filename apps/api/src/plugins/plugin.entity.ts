import type { BackendPermissions } from '@cyberimage/core';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { PackageIdentity } from '../backends/package-identity.js';
import { bigintColumn, jsonColumn } from '../platform/database/column-transformers.js';

/** What the owner has decided about a plugin. */
@Entity('plugins')
export class PluginEntity {
  /** Of its manifest. */
  @PrimaryColumn({ type: 'varchar', length: 100 })
  id: string;

  @Column({ type: 'boolean' })
  enabled: boolean;

  /** What its processes may do; null where that was not decided. */
  @Column({ type: 'text', nullable: true, transformer: jsonColumn })
  granted: BackendPermissions | null;

  /** Which package it was granted to; null where nothing was, or before this was kept. */
  @Column({ name: 'granted_to', type: 'text', nullable: true, transformer: jsonColumn })
  grantedTo: PackageIdentity | null;

  @Column({ name: 'updated_at', type: 'bigint', transformer: bigintColumn })
  updatedAt: number;
}
