import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.js';

/** Debian keeps the server's programs out of PATH, one folder per version. */
const DEBIAN_FOLDER = '/usr/lib/postgresql';

function programFolder(): string | undefined {
  if (!existsSync(DEBIAN_FOLDER)) return undefined;
  const folders = readdirSync(DEBIAN_FOLDER).map((version) => join(DEBIAN_FOLDER, version, 'bin'));
  return folders.findLast((folder) => existsSync(join(folder, 'initdb')));
}

/** Whether this machine lacks a Postgres server. It is optional for the product and for its tests. */
export function isPostgresMissing(): boolean {
  if (programFolder() !== undefined) return false;
  process.stderr.write('\n!!! SKIPPED: postgresql is missing, so nothing that needs it is tested here\n\n');
  return true;
}

/** A Postgres of our own. */
export interface PostgresServer extends AsyncDisposable {
  readonly url: string;
}

export async function startPostgresServer(): Promise<PostgresServer> {
  const programs = programFolder() ?? '';
  const folder = await mkdtemp(join(tmpdir(), 'cyberimage-postgres-'));
  const account = serverAccount();
  if (account !== undefined) await chown(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  const initArgs = ['-D', data, '-U', 'cyberimage', '-A', 'trust', '--no-sync'];
  await promisify(execFile)(join(programs, 'initdb'), initArgs, { ...account, cwd: folder });

  const port = await freePort();
  const args = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', folder, '-F'];
  const server = spawn(join(programs, 'postgres'), args, {
    ...account,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  for await (const chunk of server.stderr) {
    if (String(chunk).includes('ready to accept connections')) break;
  }
  server.stderr.resume();
  return {
    url: `postgres://cyberimage@127.0.0.1:${port}/postgres`,
    [Symbol.asyncDispose]: async () => {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Postgres refuses to run as root: then Debian's account for it is used. */
function serverAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, 'postgres']).stdout.toString()),
  );
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}
