import { describe, expect, it } from 'vitest';
import type { Pipeline, StepEvent } from '../pipelines/pipeline.js';
import { PreviewTrack } from './preview-track.js';

const CALLS = 10;
const latents = { data: new Float32Array(64), channels: 1, width: 8, height: 8 };
const stepOf = (call: number): StepEvent => ({
  type: 'step',
  picture: 2,
  call,
  calls: CALLS,
  latents,
  denoised: () => latents,
});

const grey: Pipeline['previewMap'] = () => Promise.resolve({ matrix: [[1, 1, 1]], bias: [0, 0, 0] });

function createTrack(previewMap = grey): { track: PreviewTrack; clock: { ms: number } } {
  const clock = { ms: 1000 };
  return { track: new PreviewTrack({ previewMap }, () => clock.ms), clock };
}

/** Which steps of a run get a preview, and where it is told. */
async function shownOf(stepMs: number): Promise<string[]> {
  const { track, clock } = createTrack();
  const told: string[] = [];
  for (let call = 1; call <= CALLS; call++) {
    clock.ms += stepMs;
    if ((await track.late()) !== undefined) told.push(`before ${call}`);
    const preview = await track.after(stepOf(call), stepMs / 1000);
    if (preview !== undefined) told.push(`at ${call}`);
  }
  return told;
}

describe('previews of a run', () => {
  it.each([
    ['are left out when the picture is there sooner', 20, []],
    [
      'come now and then, after the step beside which they are made',
      100,
      ['before 4', 'before 7', 'before 10'],
    ],
    [
      'come at once after slow steps, the last one excepted',
      1000,
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `at ${n}`),
    ],
  ])('%s', async (_title, stepMs, expected) => {
    expect(await shownOf(stepMs)).toEqual(expected);
  });

  it('tell of their picture', async () => {
    const { track, clock } = createTrack();
    clock.ms += 1000;
    expect(await track.after(stepOf(1), 1)).toMatchObject({ index: 2, mediaType: 'image/webp' });
  });

  it('that fail are told of where they are due, and nowhere else', async () => {
    const { track, clock } = createTrack(() => Promise.reject(new Error('no colours')));
    clock.ms += 300;
    expect(track.after(stepOf(1), 0.3)).toBeUndefined();
    await new Promise((resolve) => setImmediate(resolve));
    await expect(track.late()).rejects.toThrow('no colours');
    expect(track.late()).toBeUndefined();
  });
});
