import { paintPng } from '@cyberimage/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeComfyUi } from '../plugins/comfyui/src/testing/fake-comfyui.js';
import { FakeForge } from '../plugins/forge/src/testing/fake-forge.js';
import { FakeImagesServer } from '../plugins/openai-images/src/testing/fake-images-server.js';
import { useStudio } from './support/studio.js';

const PICTURE = paintPng('red').toString('base64');
const MASK = paintPng('white').toString('base64');
const PARAMETERS = { prompt: 'a lighthouse', image: PICTURE };

describe('a picture to start from', () => {
  const { client } = useStudio();
  let forge: FakeForge;
  let comfy: FakeComfyUi;
  let openai: FakeImagesServer;

  beforeAll(async () => {
    forge = await new FakeForge({ api: false }).start();
    comfy = await FakeComfyUi.start();
    openai = await FakeImagesServer.start({ edits: true });
    const drafts = [
      { alias: 'webui', url: forge.url },
      { alias: 'graphs', plugin: 'comfyui', url: comfy.url },
      { alias: 'edits', plugin: 'openai-images', url: openai.url },
    ];
    for (const draft of drafts) {
      const { status, body } = await client.post('/api/v1/servers', draft);
      expect(status, JSON.stringify(body)).toBe(201);
    }
    for (const { alias } of drafts) {
      await client.waitForModel(`the models of ${alias}`, ({ backend }) => backend.name === alias);
    }
  });

  afterAll(() => Promise.all([forge.stop(), comfy.kill(), openai.kill()]));

  async function make(alias: string, parameters: object): Promise<void> {
    const id = await client.generate({
      target_server_alias: alias,
      generation_params: { ...PARAMETERS, ...parameters },
    });
    expect((await client.waitUntilCompleted(id)).images).toHaveLength(1);
  }

  it('reaches Forge’s web UI, with a mask too', async () => {
    await make('webui', { width: 64, height: 64, steps: 2, mask: MASK, denoising_strength: 0.4 });
    const join = forge.requests.findLast(({ path }) => path === '/queue/join');
    expect(join?.text).toContain('/tmp/gradio/');
    expect(join?.text).toContain('0.4');
  });

  it('reaches ComfyUI, with a mask too', async () => {
    await make('graphs', { checkpoint_name: 'dream.safetensors', steps: 2, mask: MASK, strength: 0.4 });
    expect([...comfy.inputs.values()]).toContainEqual(Buffer.from(PICTURE, 'base64'));
    expect(comfy.prompts.at(-1)).toContain('"denoise":0.4');
  });

  it('reaches an OpenAI-compatible server', async () => {
    await make('edits', { checkpoint_name: 'image-one' });
    const edit = openai.requests.findLast(({ path }) => path === '/v1/images/edits');
    expect(edit?.body).toMatchObject({ image: PICTURE, prompt: 'a lighthouse' });
  });
});
