import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FakeForge, type FakeForgeOptions } from '../plugins/forge/src/testing/fake-forge.js';
import { readFakeTxt2img } from '../plugins/forge/src/testing/fake-txt2img-request.js';
import { useStudio } from './support/studio.js';
import { waitFor } from './support/wait-for.js';

const PARAMETERS = { prompt: 'a lighthouse', steps: 3, width: 64, height: 64, seed: 7 };
const WAYS_IN: readonly (readonly [string, FakeForgeOptions])[] = [
  ['REST API', {}],
  ['web UI', { api: false }],
];

describe.each(WAYS_IN)('a studio that is killed while a Forge works through its %s', (_name, options) => {
  const studio = useStudio({ env: { LEASE_SECONDS: '3' } });
  const { client } = studio;
  let forge: FakeForge;

  beforeAll(async () => {
    forge = await new FakeForge(options).start();
    await client.post('/api/v1/servers', { alias: 'attic', url: forge.url });
  });

  afterAll(async () => {
    await studio.stop('SIGKILL');
    await forge.stop();
  });

  beforeEach(async () => {
    await client.waitForModel('the models of the server', ({ backend }) => backend.name === 'attic');
  });

  afterEach(() => forge.pace.release());

  const generate = () => client.generate({ target_server_alias: 'attic', generation_params: PARAMETERS });

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
      await studio.killAndStart();
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
    await studio.killAndStart();
    expect(forge.process.state.interrupted).toBe(false);
    forge.pace.release();
    expect((await theirs).pictures).toHaveLength(1);
    await expectOnePicture(id);
  });
});
