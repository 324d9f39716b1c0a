import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import { BackendError } from '@cyberimage/core';
import type { NoiseSource } from '../noise/noise-source.js';
import type { Sampler } from '../schedulers/sampler.js';
import { withCondition } from './inpaint-condition.js';
import type { Latents, StepEvent } from './pipeline.js';
import type { Start } from './start-latents.js';

/** Where a denoiser call stands in the making of a picture. */
export interface CallPosition {
  /** 0; 1 for the second pass of hires fix. */
  readonly pass: 0 | 1;
  /** In its pass, from 0. */
  readonly call: number;
  /** Denoiser calls of the pass. */
  readonly calls: number;
}

/** Asks the network; guidance included. */
export type Predict = (latents: Latents, timestep: number, position: CallPosition) => Promise<Float32Array>;

/** What the loop works with. */
export interface DenoiseInput {
  readonly picture: number;
  readonly sampler: Sampler;
  readonly noise: NoiseSource;
  readonly start: Start;
  readonly signal: AbortSignal;
  readonly predict: Predict;
  /** Denoiser calls of this picture: those of an earlier pass, and those of all passes. */
  readonly calls: { readonly before: number; readonly total: number };
}

/**
 * The sampling loop of one pass over a picture.
 *
 * @returns the picture's latents
 * @throws BackendError `cancelled` before the next call once the signal has aborted
 */
export async function* denoise(input: DenoiseInput): AsyncGenerator<StepEvent, Latents> {
  const { picture, sampler, noise, start, signal, predict, calls } = input;
  let { latents } = start;
  const place = {
    pass: calls.before === 0 ? 0 : 1,
    calls: sampler.timesteps.length - start.firstCall,
  } as const;
  const withData = (data: Float32Array): Latents => ({ ...latents, data });
  for (const [offset, timestep] of sampler.timesteps.slice(start.firstCall).entries()) {
    // The runtime blocks the thread for a whole call: only here can a cancel message come in.
    await yieldToEventLoop();
    if (signal.aborted) throw new BackendError('cancelled', 'cancelled', { cause: signal.reason });

    const index = start.firstCall + offset;
    const sample = latents.data;
    const scaled = withCondition(withData(sampler.scaleModelInput(sample, index)), start.condition);
    const modelOutput = await predict(scaled, timestep, { ...place, call: offset });
    const result = sampler.step({ sample, modelOutput, index, noise });
    const next = result.sample;
    latents = withData(start.blend === undefined ? next : start.blend(next, index + 1));
    const call = calls.before + offset + 1;
    yield {
      type: 'step',
      picture,
      call,
      calls: calls.total,
      latents,
      denoised: () => withData(result.denoised),
    };
  }
  return latents;
}
