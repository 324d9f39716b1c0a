import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testRuntime } from '../../testing/test-runtime.js';
import { FIXTURES } from '../../testing/read-oracle.js';
import { ModelFolder } from '../../weights/model-folder.js';
import type { ModelParts } from '../model-parts.js';
import { readModelFacts, type ModelFacts } from '../model-facts.js';
import { loadStableDiffusion } from '../stable-diffusion/load.js';
import { findLatentColours } from './find-latent-colours.js';
import { probeAutoencoder } from './probe-autoencoder.js';

describe('colours of latents', () => {
  let root = '';
  let parts: ModelParts | undefined;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'colours-'));
    await cp(fileURLToPath(new URL('models/sd15', FIXTURES)), root, { recursive: true });
  });

  afterEach(async () => {
    await parts?.release();
    await rm(root, { recursive: true });
  });

  async function load(changes: Partial<ModelFacts> = {}): Promise<ModelParts> {
    const facts = { ...(await readModelFacts(new ModelFolder(root))), ...changes };
    parts = await loadStableDiffusion(facts, testRuntime());
    return parts;
  }

  it('are the published ones for the autoencoder of Stable Diffusion 1', async () => {
    const { matrix } = await findLatentColours(await load());
    expect(matrix[0]).toEqual([0.3512, 0.2297, 0.3227]);
  });

  it('are fitted for another autoencoder, once', async () => {
    const model = await load({ latentScaling: { factor: 1, shift: 0 } });
    const colours = await findLatentColours(model);
    expect(await findLatentColours(model)).toBe(colours);
    expect(colours.matrix).toHaveLength(4);
    expect([...colours.matrix.flat(), ...colours.bias].every(Number.isFinite)).toBe(true);
    expect(colours.matrix[0]).not.toEqual([0.3512, 0.2297, 0.3227]);
  });

  it.each([true, false])(
    'are fitted to probes of 16 × 16 places, with an encoder: %s',
    async (hasEncoder) => {
      if (!hasEncoder) await rm(join(root, 'vae_encoder'), { recursive: true });
      const samples = await probeAutoencoder(await load());
      expect(samples.map(({ image, latents }) => [image.dims, latents.data.length])).toEqual([
        [[1, 3, 128, 128], 4 * 16 * 16],
        [[1, 3, 128, 128], 4 * 16 * 16],
      ]);
    },
  );
});
