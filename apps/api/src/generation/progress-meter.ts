import type { ProgressEvent, ProgressPhase } from '@cyberimage/core';
import type { JobProgress } from '../platform/events/app-event.js';

/** Where each phase lies on the way from 0 to 1: denoising is nearly all of the work. */
const PHASE_RANGES: Readonly<Record<ProgressPhase, readonly [from: number, to: number]>> = {
  wait: [0, 0],
  download: [0, 0.02],
  load: [0.02, 0.04],
  encode: [0.04, 0.05],
  denoise: [0.05, 0.95],
  decode: [0.95, 1],
};

/** Below this the speed is a guess. */
const LEAST_FRACTION_FOR_ESTIMATE = 0.05;

/** Turns a backend's progress events into one fraction and an estimate of the time left. */
export class ProgressMeter {
  private fraction = 0;
  private denoiseStart: { readonly timeMs: number; readonly fraction: number } | undefined;

  constructor(private readonly nowMs: () => number = () => performance.now()) {}

  read({ phase, step, of }: ProgressEvent): JobProgress {
    const [from, to] = PHASE_RANGES[phase];
    const inPhase = of > 0 ? Math.min(1, Math.max(0, step / of)) : 0;
    this.fraction = Math.max(this.fraction, from + (to - from) * inPhase);
    const secondsLeft = phase === 'denoise' || phase === 'decode' ? this.secondsLeft() : undefined;
    return {
      phase,
      step,
      of,
      fraction: Number(this.fraction.toFixed(4)),
      ...(secondsLeft !== undefined && { seconds_left: Number(secondsLeft.toFixed(1)) }),
    };
  }

  /** By the speed since denoising began: loading a model first tells nothing about steps. */
  private secondsLeft(): number | undefined {
    this.denoiseStart ??= { timeMs: this.nowMs(), fraction: this.fraction };
    const done = this.fraction - this.denoiseStart.fraction;
    if (done < LEAST_FRACTION_FOR_ESTIMATE) return undefined;
    const elapsedSeconds = (this.nowMs() - this.denoiseStart.timeMs) / 1000;
    return (elapsedSeconds / done) * (1 - this.fraction);
  }
}
