// A large gallery through the API: pages at any depth, searches, counts, and how long the event loop is held up.
//   npm run build && node bench/gallery.mjs [rows] [postgres://…]
// A Postgres must be empty: its tables are made and filled, and stay.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../scripts/setup/free-port.mjs';
import { nodeForProduct } from '../scripts/setup/node.mjs';
import { root } from '../scripts/setup/root.mjs';

if (Number(process.versions.node.split('.')[0]) < 24) {
  const { spawnSync } = await import('node:child_process');
  process.exit(spawnSync(nodeForProduct(), process.argv.slice(1), { stdio: 'inherit' }).status ?? 1);
}

const { seedPostgres, seedSqlite } = await import('./support/seed-gallery.mjs');
const [count = '100000', databaseUrl] = process.argv.slice(2);
const REPEATS = 40;
const PAGE = 48;

const folder = mkdtempSync(join(tmpdir(), 'cyberimage-bench-'));
const [mediaRoot, dataPath] = [join(folder, 'pictures'), join(folder, 'data')];
mkdirSync(mediaRoot, { recursive: true });
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const env = {
  ...process.env,
  PORT: String(port),
  MEDIA_ROOT: mediaRoot,
  CONFIG_DATA_PATH: dataPath,
  CYBERIMAGE_ENV_FILE: '',
  LOG_LEVEL: 'warn',
  ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
};
let server = start();
try {
  await untilReady();
  await seed();
  console.log(`${count} rows, ${databaseUrl === undefined ? 'SQLite' : 'Postgres'}`);
  await stop();
  server = start();
  await untilReady();
  const { ids } = await get('/api/v1/gallery/images/keys?limit=50000');
  const cursors = await cursorsThroughout();
  await measure('first page', () => '/api/v1/gallery/images?limit=48');
  await measure('page at any depth', (turn) => page(`cursor=${cursors[turn % cursors.length]}`));
  await measure('page of a model', () => page('model=sdxl-base'));
  await measure('page by size', () => page('sort=size'));
  await measure('page by model', () => page('sort=model&order=asc'));
  await measure('search: a rare word', () => page('q=albatross'));
  await measure('search: a common word', () => page('q=neon'));
  await measure('search: the word of all', () => page('q=picture'));
  await measure('search: two beginnings', () => page('q=lig%20cas'));
  await measure('search: one letter', () => page('q=c'));
  await measure('count of all', () => '/api/v1/gallery/images/count');
  await measure('count of a model', () => '/api/v1/gallery/images/count?model=starter');
  await measure('count of favourites', () => '/api/v1/gallery/images/count?favourite=true');
  await measure('count of a search', () => '/api/v1/gallery/images/count?q=neon');
  await measure('10,000 keys at any depth', (turn) => keys(cursors[turn % cursors.length]));
  await measure('60 pictures by id', (turn) => {
    const from = (turn * 997) % (ids.length - 60);
    return `/api/v1/gallery/images/batch?ids=${ids.slice(from, from + 60).join(',')}`;
  });
  await measure('history, last page', () => `/api/images/history?page=${Math.min(10_000, count / 20)}`);
} finally {
  await stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function page(query) {
  return `/api/v1/gallery/images?limit=${PAGE}&${query}`;
}

function keys(cursor) {
  return `/api/v1/gallery/images/keys?limit=10000&cursor=${cursor}`;
}

/** Times requests one after the other; meanwhile another connection asks for /health, which needs the loop alone. */
async function measure(name, path) {
  await get(path(0));
  const state = { isDone: false };
  const loop = sampleHealth(state);
  const times = [];
  for (let turn = 0; turn < REPEATS; turn++) {
    const startMs = performance.now();
    await get(path(turn));
    times.push(performance.now() - startMs);
  }
  state.isDone = true;
  const delays = await loop;
  const [p50, p95] = [at(times, 0.5), at(times, 0.95)];
  console.log(`| ${name} | ${p50} ms | ${p95} ms | ${at(delays, 0.95)} ms | ${at(delays, 1)} ms |`);
}

async function sampleHealth(state) {
  const delays = [];
  while (!state.isDone) {
    const startMs = performance.now();
    await (await fetch(`${url}/health`)).arrayBuffer();
    delays.push(performance.now() - startMs);
    await sleep(5);
  }
  return delays;
}

function at(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))].toFixed(1);
}

/** Places in the list, from its beginning to its end. */
async function cursorsThroughout() {
  const found = [];
  for (let cursor; ;) {
    const query = cursor === undefined ? '' : `&cursor=${cursor}`;
    const { next_cursor: next } = await get(`/api/v1/gallery/images/keys?limit=50000${query}`);
    if (next === null) return found.length > 0 ? found : [cursor];
    found.push(next);
    cursor = next;
  }
}

async function get(path) {
  const response = await fetch(url + path);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function seed() {
  if (databaseUrl === undefined) return seedSqlite(dataPath, mediaRoot, Number(count));
  const { default: pg } = await import('pg');
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await seedPostgres(client, mediaRoot, Number(count));
  await client.end();
}

function start() {
  return spawn(nodeForProduct(), ['apps/api/dist/main.js'], { cwd: root, env, stdio: 'ignore' });
}

/** It drains first, and answers meanwhile. */
async function stop() {
  const exit = once(server, 'exit');
  if (server.exitCode === null && server.kill()) await exit;
}

async function untilReady() {
  for (let attempt = 0; attempt < 600; attempt++) {
    const isUp = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (isUp) return;
    await sleep(100);
  }
  throw new Error('the server does not start');
}
