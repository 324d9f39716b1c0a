import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { fixtureFacts } from '../testing/run-golden.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { ModelFolder } from '../weights/model-folder.js';
import { readModelFacts } from './model-facts.js';

it.each([
  ['sd15', 'unet', 16, 64, ['text_encoder', 'unet', 'vae_decoder']],
  ['sdxl', 'unet', 16, 64, ['text_encoder', 'text_encoder_2', 'unet', 'vae_decoder']],
  [
    'sd3',
    'transformer',
    16,
    64,
    ['text_encoder', 'text_encoder_2', 'text_encoder_3', 'transformer', 'vae_decoder'],
  ],
  ['flux', 'transformer', 16, 1024, ['text_encoder', 'text_encoder_2', 'transformer', 'vae_decoder']],
  ['sana', 'transformer', 4, 128, ['text_encoder', 'transformer', 'vae_decoder']],
])('reads of %s what tells without loading', async (name, denoiser, sizeMultiple, nativeSize, graphs) => {
  expect(await fixtureFacts(name)).toMatchObject({
    denoiser,
    sizeMultiple,
    nativeSize,
    graphs,
    fixedSize: undefined,
  });
});

it('leaves out a text encoder that is not there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'facts-'));
  await cp(fileURLToPath(new URL('models/sd3', FIXTURES)), folder, { recursive: true });
  await rm(join(folder, 'text_encoder_3'), { recursive: true });
  const { graphs } = await readModelFacts(new ModelFolder(folder));
  await rm(folder, { recursive: true });
  expect(graphs).toEqual(['text_encoder', 'text_encoder_2', 'transformer', 'vae_decoder']);
});
