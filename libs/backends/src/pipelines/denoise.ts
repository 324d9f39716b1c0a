import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { BackendError } from '@cyberimage/core';
import type { NoiseSource } from '../noise/noise-source.js';
import type { Sampler } from '../schedulers/sampler.js';
import type { LatentShape } from './latent-shape.js';
import type { Latents, StepEvent } from './pipeline.js';
import type { Start } from './start-latents.js';

/** What the loop works with. */
export interface DenoiseInput {
  readonly picture: number;
  readonly shape: LatentShape;
  readonly sampler: Sampler;
  readonly noise: NoiseSource;
  readonly start: Start;
  readonly signal: AbortSignal;
  /** Asks the network; guidance included. */
  readonly predict: (latents: Latents, timestep: number) => Promise<Float32Array>;
}

/**
 * The sampling loop of one picture.
 *
 * @returns the picture's latents
 * @throws BackendError `cancelled` before the next call once the signal has aborted
 */
export async function* denoise(input: DenoiseInput): AsyncGenerator<StepEvent, Latents> {
  const { picture, shape, sampler, noise, start, signal, predict } = input;
  const calls = sampler.timesteps.length - start.firstCall;
  let sample = start.latents;
  for (const [offset, timestep] of sampler.timesteps.slice(start.firstCall).entries()) {
    // The runtime blocks the thread for a whole call: only here can a cancel message come in.
    await yieldToEventLoop();
    if (signal.aborted) throw new BackendError('cancelled', 'cancelled', { cause: signal.reason });

    const index = start.firstCall + offset;
    const modelInput = { ...shape, data: sampler.scaleModelInput(sample, index) };
    const modelOutput = await predict(modelInput, timestep);
    const { sample: next, denoised } = sampler.step({ sample, modelOutput, index, noise });
    sample = start.blend === undefined ? next : start.blend(next, index + 1);
    const latents = { ...shape, data: sample };
    yield { type: 'step', picture, call: offset + 1, calls, latents, denoised: { ...shape, data: denoised } };
  }
  return { ...shape, data: sample };
}
