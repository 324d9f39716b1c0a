import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGolden, goldenRequest, readGoldens } from '../testing/golden.js';
import { readFloat32Npy, readUint8Npy } from '../testing/read-npy.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { testRuntime } from '../testing/test-runtime.js';
import { ModelFolder } from '../weights/model-folder.js';
import { detectFamily } from './detect-family.js';
import { readModelFacts } from './model-facts.js';
import { packLatents } from './flux/packed-latents.js';
import type { Latents, Pipeline, PipelineRequest } from './pipeline.js';

/** How far a run may be off. Latents in units of the largest reference value. */
interface Tolerance {
  /** Against PyTorch. */
  readonly latents: number;
  /** Against the reference loop on the same ONNX files: only our own arithmetic differs. */
  readonly sameGraphs: number;
  /** Share of the picture's bytes that may be off by one. */
  readonly bytes: number;
}

const STRICT: Tolerance = { latents: 1e-4, sameGraphs: 3e-6, bytes: 1e-3 };

/** Where x₀ is clipped, two correct runs drift apart by up to 1e-3: so the golden's own note. */
const ILL_CONDITIONED: Tolerance = { latents: 1e-3, sameGraphs: 1e-3, bytes: 1e-2 };

/** A last-bit difference before the cast to float16 may pick the neighbouring value, 2^-11 away. */
const HALF_PRECISION: Tolerance = { latents: 1e-3, sameGraphs: 1e-3, bytes: 2e-2 };

function toleranceOf(family: string, id: string): Tolerance {
  if (family === 'sd15-fp16') return HALF_PRECISION;
  return id === 'ddim-clip-sample' ? ILL_CONDITIONED : STRICT;
}

async function openModel(name: string): Promise<Pipeline> {
  const facts = await readModelFacts(new ModelFolder(fileURLToPath(new URL(`models/${name}`, FIXTURES))));
  return detectFamily(facts).open(facts, testRuntime());
}

/** The reference of FLUX works on packed latents. */
type ReferenceOrder = (latents: Latents) => Float32Array;
const CHANNELS_FIRST: ReferenceOrder = ({ data }) => data;
const PACKED: ReferenceOrder = (latents) => packLatents(latents).data;

interface Outcome {
  /** Per picture, the latents after each denoiser call. */
  readonly latents: readonly (readonly Float32Array[])[];
  readonly pixels: readonly Uint8Array[];
}

async function runPipeline(
  pipeline: Pipeline,
  request: PipelineRequest,
  toReferenceOrder = CHANNELS_FIRST,
): Promise<Outcome> {
  const latents: Float32Array[][] = request.noises.map(() => []);
  const pixels: Uint8Array[] = [];
  for await (const event of pipeline.run(request)) {
    if (event.type === 'step') latents[event.picture]?.push(toReferenceOrder(event.latents));
    if (event.type === 'picture') pixels.push(event.pixels);
  }
  return { latents, pixels };
}

/** Steps first, then pictures: the order of the reference arrays. */
function flatten(latents: Outcome['latents']): Float32Array {
  const [first = []] = latents;
  const parts = first.flatMap((_, step) => latents.map((steps) => steps[step] ?? new Float32Array()));
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

/** Largest difference in units of the largest reference value. */
function relativeDifference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (
    actual.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))), 0) / largest
  );
}

describe.each(['sd15', 'sd21', 'lcm', 'sd15-fp16', 'sdxl', 'sd3', 'flux'])('goldens of %s', (family) => {
  let pipeline: Pipeline | undefined;

  beforeAll(async () => {
    pipeline = await openModel(family);
  });

  afterAll(() => pipeline?.release());

  it.each(readGoldens(family).map(([run, golden]) => [golden.id, run, golden] as const))(
    '%s',
    async (id, run, golden) => {
      if (pipeline === undefined) throw new Error('not loaded');
      const order = family === 'flux' ? PACKED : CHANNELS_FIRST;
      const { latents, pixels } = await runPipeline(pipeline, await goldenRequest(run, golden), order);
      const tolerance = toleranceOf(family, id);
      const reference = readFloat32Npy(new URL('latents.npy', run));
      expect(relativeDifference(flatten(latents), reference)).toBeLessThanOrEqual(tolerance.latents);
      const sameGraphs = new URL('latents_ort.npy', run);
      if (existsSync(sameGraphs)) {
        const difference = relativeDifference(flatten(latents), readFloat32Npy(sameGraphs));
        expect(difference).toBeLessThanOrEqual(tolerance.sameGraphs);
      }

      const expected = readUint8Npy(new URL('image_u8.npy', run));
      const actual = Uint8Array.from(pixels.flatMap((picture) => [...picture]));
      expect(actual.length).toBe(expected.length);
      const off = [...expected].map((byte, i) => Math.abs(byte - (actual[i] ?? NaN)));
      expect(Math.max(...off)).toBeLessThanOrEqual(1);
      expect(off.filter((difference) => difference > 0).length).toBeLessThanOrEqual(
        tolerance.bytes * off.length,
      );
    },
  );
});

describe('variants of a graph', () => {
  it.each([
    ['sd15-external', 0],
    ['sd15-legacy', 1e-5],
  ])('%s makes the picture of the plain graph', async (model, tolerance) => {
    const [run, golden] = findGolden('sd15', 'euler-ancestral');
    const outcomes: Float32Array[] = [];
    for (const name of ['sd15', model]) {
      const pipeline = await openModel(name);
      outcomes.push(flatten((await runPipeline(pipeline, await goldenRequest(run, golden))).latents));
      await pipeline.release();
    }
    const [plain = new Float32Array(), variant = new Float32Array()] = outcomes;
    expect(relativeDifference(variant, plain)).toBeLessThanOrEqual(tolerance);
  });
});
