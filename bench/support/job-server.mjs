// A server of its own for a bench, with an empty folder for its data, and what is asked of it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../scripts/setup/free-port.mjs';
import { nodeForProduct } from '../../scripts/setup/node.mjs';
import { root } from '../../scripts/setup/root.mjs';

const START_TIMEOUT_MS = 60_000;

/** @returns {Promise<JobServer>} ready to take jobs */
export async function startServer() {
  const folder = mkdtempSync(join(tmpdir(), 'cyberimage-bench-'));
  const port = await freePort();
  const env = {
    ...process.env,
    PORT: String(port),
    MEDIA_ROOT: join(folder, 'pictures'),
    CONFIG_DATA_PATH: join(folder, 'data'),
  };
  const server = spawn(nodeForProduct(), ['apps/api/dist/main.js'], { cwd: root, env, stdio: 'ignore' });
  const stop = () => {
    server.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url);
  } catch (error) {
    stop();
    throw error;
  }
  return new JobServer(url, stop);
}

class JobServer {
  constructor(url, stop) {
    this.url = url;
    this.stop = stop;
  }

  /** @returns {Promise<string>} the job's id */
  async generate(request) {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(request);
    const response = await fetch(`${this.url}/api/generate`, { method: 'POST', headers, body });
    if (response.status !== 202) throw new Error(await response.text());
    return (await response.json()).job_id;
  }

  async untilDone(id) {
    for (;;) {
      const { status } = await (await fetch(`${this.url}/api/status/${id}`)).json();
      if (status === 'completed') return;
      if (status === 'failed') throw new Error(`job ${id} failed`);
      await sleep(200);
    }
  }
}

async function untilReady(url) {
  const end = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < end) {
    const models = await fetch(`${url}/api/v1/models`).then(
      (response) => response.json(),
      () => [],
    );
    if (models.length > 0) return;
    await sleep(50);
  }
  throw new Error('the server does not start');
}
