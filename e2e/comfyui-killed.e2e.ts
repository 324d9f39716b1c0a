import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeComfyUi } from '../plugins/comfyui/src/testing/fake-comfyui.js';
import { useStudio } from './support/studio.js';

const PARAMETERS = { checkpoint_name: 'dream.safetensors', prompt: 'a lighthouse', steps: 3 };

describe.each([
  ['that takes our ids', {}],
  ['that chooses ids itself', { ownIds: true }],
])('a studio that is killed while a ComfyUI %s works', (_name, options) => {
  const studio = useStudio({ env: { LEASE_SECONDS: '3' } });
  const { client } = studio;
  let comfy: FakeComfyUi;

  beforeAll(async () => {
    comfy = await FakeComfyUi.start(options);
    await client.post('/api/v1/servers', { alias: 'graphs', plugin: 'comfyui', url: comfy.url });
    await client.waitForModel('the models of the server', ({ backend }) => backend.name === 'graphs');
  });

  afterAll(async () => {
    await studio.stop('SIGKILL');
    await comfy.kill();
  });

  it('loses nothing and doubles nothing', async () => {
    const reached = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    comfy.onStep = async (step) => {
      if (step !== 2) return;
      reached.resolve();
      await goOn.promise;
    };
    const id = await client.generate({ target_server_alias: 'graphs', generation_params: PARAMETERS });
    await reached.promise;
    await studio.killAndStart();
    expect((await client.job(id)).images).toEqual([]);
    goOn.resolve();
    expect((await client.waitUntilCompleted(id)).images).toHaveLength(1);
    expect(comfy.files.size).toBe(1);
    expect(comfy.interrupts).toEqual([]);
    expect(comfy.queued).toEqual([]);
  });
});
