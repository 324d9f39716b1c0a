import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import type { InstanceSpec } from '../backends/instance-spec.js';
import { SecretBox } from '../platform/secrets/secret-box.service.js';
import { ServerEntity, type ServerSettings } from './server.entity.js';

/** Reads the servers on record. */
@Injectable()
export class ServerStore {
  private readonly logger = new Logger(ServerStore.name);
  private readonly servers: Repository<ServerEntity>;

  constructor(
    dataSource: DataSource,
    private readonly box: SecretBox,
  ) {
    this.servers = dataSource.getRepository(ServerEntity);
  }

  async list(): Promise<ServerEntity[]> {
    return this.servers.find({ order: { createdAt: 'ASC', id: 'ASC' } });
  }

  async find(alias: string): Promise<ServerEntity | null> {
    return this.servers.findOneBy({ alias });
  }

  /** The instance that `server` stands for, its secrets included. */
  async toSpec(server: ServerEntity): Promise<InstanceSpec> {
    const { id, alias, plugin, enabled } = server;
    const settings = { ...server.settings, ...(await this.secretsOf(server)) };
    return { id, alias, pluginId: plugin, settings, isEnabled: enabled };
  }

  /** None where the key is not the one they were sealed with: the server then asks for them. */
  async secretsOf({ id, alias, secrets }: ServerEntity): Promise<ServerSettings> {
    if (secrets === null) return {};
    try {
      return JSON.parse(await this.box.open(secrets, id)) as ServerSettings;
    } catch (error) {
      this.logger.error({ err: error, alias }, 'The secrets of a server cannot be read; set them again');
      return {};
    }
  }

  /** @returns null where there is nothing to keep */
  async seal(secrets: ServerSettings, id: string): Promise<string | null> {
    if (Object.keys(secrets).length === 0) return null;
    return this.box.seal(JSON.stringify(secrets), id);
  }
}
