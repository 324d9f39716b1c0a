import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Injectable, Logger } from '@nestjs/common';
import { z } from 'zod';
import { Settings } from '../platform/config/settings.js';
import { serverDraftSchema } from './server-draft.schema.js';
import { ServerRegistry } from './server-registry.service.js';
import { ServerStore } from './server-store.service.js';

type Entry = z.infer<typeof serverDraftSchema>;

/** Files that other programs wrote name the address `apiUrl`, and the credentials beside it or as null. */
const foreignSchema = z.looseObject({
  apiUrl: z.string().optional(),
  auth: z.unknown().optional(),
  username: z.string().nullish(),
  password: z.string().nullish(),
});

/** Takes the servers of `servers.json` in the data folder on record that are not there yet. */
@Injectable()
export class ServerImport {
  private readonly logger = new Logger(ServerImport.name);

  constructor(
    private readonly registry: ServerRegistry,
    private readonly store: ServerStore,
    private readonly settings: Settings,
  ) {}

  /** Never rejects: a faulty file is told to the log, without its content. */
  async run(): Promise<void> {
    for (const entry of await this.read()) {
      try {
        if (await this.isKnown(entry)) continue;
        await this.registry.add(entry, 'app');
        this.logger.log(`The server ${entry.alias} of servers.json was added`);
      } catch (error) {
        this.logger.warn(`servers.json: ${entry.alias} was not added: ${(error as Error).message}`);
      }
    }
  }

  /** By alias or address, so that a server which was renamed here does not come back under its old name. */
  private async isKnown({ alias, url, plugin }: Entry): Promise<boolean> {
    const servers = await this.store.list();
    return servers.some(
      (server) =>
        server.alias === alias ||
        (url !== undefined && server.settings['url'] === url && server.plugin === (plugin ?? server.plugin)),
    );
  }

  private async read(): Promise<Entry[]> {
    const path = join(this.settings.dataPath, 'servers.json');
    const text = await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) return [];
    try {
      const rows: unknown = JSON.parse(text);
      if (Array.isArray(rows)) return rows.flatMap((row, index) => this.readEntry(row, index));
      this.logger.warn(`${path} was not read: it is no list of servers`);
    } catch {
      this.logger.warn(`${path} was not read: it is no JSON`);
    }
    return [];
  }

  /** One that is wrong does not keep the others out. */
  private readEntry(row: unknown, index: number): Entry[] {
    const parsed = serverDraftSchema.safeParse(toDraft(row));
    if (parsed.success) return [parsed.data];
    // Zod's issues name the place and what would be right, and leave out the value.
    const faults = parsed.error.issues.map(({ path: at, message }) => [at.join('.'), message].join(': '));
    this.logger.warn(`servers.json: entry ${index + 1} was not added: ${faults.join('; ')}`);
    return [];
  }
}

function toDraft(row: unknown): unknown {
  const parsed = foreignSchema.safeParse(row);
  if (!parsed.success) return row;
  const { apiUrl, auth, username, password, ...draft } = parsed.data;
  const credentials = auth ?? (username && password ? { username, password } : undefined);
  return {
    ...(apiUrl !== undefined && { url: apiUrl }),
    ...draft,
    ...(credentials !== undefined && { auth: credentials }),
  };
}
