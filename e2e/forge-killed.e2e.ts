import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeForge, type FakeForgeOptions } from '../plugins/forge/src/testing/fake-forge.js';
import { readFakeTxt2img } from '../plugins/forge/src/testing/fake-txt2img-request.js';
import { Client } from './support/client.js';
import { startServer, type Server } from './support/process.js';
import { waitFor } from './support/wait-for.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const PARAMETERS = { prompt: 'a lighthouse', steps: 3, width: 64, height: 64, seed: 7 };
const WAYS_IN: readonly (readonly [string, FakeForgeOptions])[] = [
  ['REST API', {}],
  ['web UI', { api: false }],
];

describe.each(WAYS_IN)('a studio that is killed while a Forge works through its %s', (_name, options) => {
  let workspace: Workspace;
  let server: Server;
  let client: Client;
  let forge: FakeForge;

  beforeAll(async () => {
    workspace = createWorkspace({ LEASE_SECONDS: '3' });
    server = await startServer(workspace);
    client = new Client(server.url);
    forge = await new FakeForge(options).start();
    await client.post('/api/v1/servers', { alias: 'attic', url: forge.url });
  });

  afterAll(async () => {
    await server.end('SIGKILL');
    await forge.stop();
    workspace.remove();
  });

  beforeEach(async () => {
    await waitFor('the models of the server', async () => {
      const models = await client.get<{ backend: { name: string } }[]>('/api/v1/models');
      return models.some(({ backend }) => backend.name === 'attic') || undefined;
    });
  });

  afterEach(() => forge.pace.release());

  const generate = () => client.generate({ target_server_alias: 'attic', generation_params: PARAMETERS });

  async function killAndStartAgain(): Promise<void> {
    await server.end('SIGKILL');
    server = await startServer(workspace);
    client = new Client(server.url);
  }

  async function expectOnePicture(id: string): Promise<void> {
    const before = forge.process.jobs;
    const job = await client.waitUntilCompleted(id);
    expect(job.images).toMatchObject([{ index: 0, seed: '7' }]);
    expect(forge.process.jobs - before).toBeLessThanOrEqual(1);
    expect(forge.process.pending).toEqual([]);
    await waitFor('the end of all that was asked of the server', () =>
      Promise.resolve(forge.process.currentTask === undefined || undefined),
    );
  }

  it.each(['load', 'denoise', 'finish'] as const)(
    'at "%s" loses nothing and doubles nothing',
    async (point) => {
      const reached = forge.pace.holdAt(point);
      const id = await generate();
      await reached;
      await killAndStartAgain();
      expect((await client.job(id)).images).toEqual([]);
      forge.pace.release();
      await expectOnePicture(id);
    },
  );

  it('behind somebody else’s job loses nothing and doubles nothing', async () => {
    const reached = forge.pace.holdAt('denoise');
    const theirs = forge.process.txt2img(
      readFakeTxt2img({ steps: 2, width: 64, height: 64 }, forge.variant),
      { id: 'task(theirs)', label: 'theirs' },
    );
    await reached;
    const id = await generate();
    await waitFor('the job at the server', () =>
      Promise.resolve(forge.requests.some(({ text }) => text.includes(id)) || undefined),
    );
    await killAndStartAgain();
    expect(forge.process.state.interrupted).toBe(false);
    forge.pace.release();
    expect((await theirs).pictures).toHaveLength(1);
    await expectOnePicture(id);
  });
});
