import type { ParameterValue } from '@cyberimage/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VaeTiling } from '../pipelines/options/vae-tiling-option.js';
import type { GenerationPlan } from './generation-plan.js';
import type { LocalBackend } from './local-backend.js';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';
import { decodedSize, tilePolicies } from './vae-tiling.js';

describe('vae_tiling', () => {
  let backend: LocalBackend;
  beforeAll(() => {
    backend = createBackend([modelLine('sd15', 'sd15', { steps: { min: 1, max: 4, default: 1 } })]);
  });
  afterAll(() => backend.dispose());

  async function recordOf(parameters: Readonly<Record<string, ParameterValue>>): Promise<unknown> {
    const request = await completeRequest(backend, 'sd15', { width: 256, height: 256, ...parameters });
    const image = (await collectEvents(backend, request)).find(({ type }) => type === 'image');
    return image?.type === 'image' ? image.metadata['vae_tiled'] : undefined;
  }

  it('goes on record where it has an effect', async () => {
    const large = { height: 144, enable_hr: true, hr_scale: 3, hr_upscaler: 'Latent' };
    expect(await recordOf({ ...large, vae_tiling: 'on' })).toBe(true);
    expect(await recordOf({ ...large, vae_tiling: 'off' })).toBeUndefined();
  });

  it('is nothing below the size, and nothing below two tiles', async () => {
    expect(await recordOf({})).toBeUndefined();
    expect(await recordOf({ vae_tiling: 'on' })).toBeUndefined();
  });
});

const planFor = (vaeTiling: VaeTiling, vaeFactor: number, side: number) =>
  ({
    parameters: { vaeTiling, width: side, height: side },
    model: { facts: { vaeFactor } },
  }) as unknown as GenerationPlan;

describe('tilePolicies', () => {
  it.each([
    ['auto', 'cpu', 8, 768, 768],
    ['auto', 'cpu', 8, 832, 512],
    ['auto', 'cpu', 32, 1024, 512],
    ['auto', 'cuda', 8, 2048, 2048],
    ['on', 'cuda', 8, 1024, 512],
    ['on', 'cpu', 8, 512, 512],
    ['off', 'cpu', 8, 2048, 2048],
  ] as const)('%s on %s, factor %i: of %i pixels each way %i are decoded at once', (...given) => {
    const [tiling, device, factor, side, decoded] = given;
    const plan = planFor(tiling, factor, side);
    expect(decodedSize(plan, device)).toEqual({ width: decoded, height: decoded });
    const { vae_decoder: policy } = tilePolicies(plan, device);
    if (decoded < side) expect(policy?.side).toBe(512 / factor);
  });
});

describe('what cannot fit', () => {
  it('is refused for its size alone, naming what to change', async () => {
    const backend = createBackend([modelLine('sd15', 'sd15')], [], { memory_budget_gb: 0.5 });
    const small = await completeRequest(backend, 'sd15', {});
    expect(await backend.check(small)).toMatchObject({ accepted: true });
    const hires = { enable_hr: true, hr_scale: 4, width: 256, height: 256 };
    const large = await completeRequest(backend, 'sd15', hires);
    expect(await backend.check(large)).toMatchObject({
      accepted: false,
      reasons: [{ field: 'hr_scale', code: 'not-enough-memory' }],
    });
    await backend.dispose();
  });
});
