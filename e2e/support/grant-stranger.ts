import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Studio } from './studio.js';
import { waitFor } from './wait-for.js';

/** What the plugin asks for. */
const NOTHING = {
  native_addons: false,
  child_processes: false,
  worker_threads: false,
  environment: [],
  network: [],
  models: false,
};

/** Allows the test package of a studio's data folder, as its owner does; waits until its model is there. */
export async function grantStranger({ folder, url, client }: Studio): Promise<void> {
  const key = readFileSync(join(folder, 'data/owner.key'), 'utf8').trim();
  await waitFor('the plugin to be found', async () => {
    const { status } = await fetch(`${url}/api/v1/plugins/stranger/grants`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify(NOTHING),
    });
    if (status !== 200 && status !== 404) throw new Error(`the grant was answered with ${status}`);
    return status === 200 || undefined;
  });
  await client.waitForModel('the model of the plugin', ({ id }) => id === 'grey');
}
