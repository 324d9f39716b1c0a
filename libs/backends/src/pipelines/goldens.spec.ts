import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findGolden, goldenRequest, readGoldens } from '../testing/golden.js';
import {
  expectGolden,
  fixtureFacts,
  relativeDifference,
  runPipeline,
  STRICT,
  type Tolerance,
} from '../testing/run-golden.js';
import { readOracle } from '../testing/read-oracle.js';
import { testRuntime } from '../testing/test-runtime.js';
import { detectFamily } from './detect-family.js';
import type { Pipeline } from './pipeline.js';

/**
 * Where x₀ is clipped, two correct runs drift apart by up to 1e-3: so the golden's own note. Without AVX-512
 * 1.1 % of the bytes were seen to differ.
 */
const ILL_CONDITIONED: Tolerance = { latents: 1e-3, sameGraphs: 1e-3, bytes: 2e-2 };

/**
 * A last-bit difference before the cast to float16 picks the neighbouring value, 2^-11 away, and the steps add
 * such up: 2.7e-3 between processors with and without AVX-512, where float16 is 2.8e-3 from float32.
 */
const HALF_PRECISION: Tolerance = { latents: 5e-3, sameGraphs: 5e-3, bytes: 0.13, byteStep: 2 };

function toleranceOf(family: string, id: string): Tolerance {
  if (family === 'sd15-fp16') return HALF_PRECISION;
  return id === 'ddim-clip-sample' ? ILL_CONDITIONED : STRICT;
}

async function openModel(name: string): Promise<Pipeline> {
  const facts = await fixtureFacts(name);
  return detectFamily(facts).open(facts, testRuntime());
}

describe.each(['sd15', 'sd21', 'lcm', 'sd15-fp16', 'sdxl', 'sd3', 'flux'])('goldens of %s', (family) => {
  let pipeline: Pipeline | undefined;

  beforeAll(async () => {
    pipeline = await openModel(family);
  });

  afterAll(() => pipeline?.release());

  it.each(readGoldens(family).map((entry) => [entry[1].id, entry] as const))('%s', async (id, entry) => {
    if (pipeline === undefined) throw new Error('not loaded');
    await expectGolden(pipeline, entry, toleranceOf(family, id));
  });
});

interface Variant {
  /** Largest difference from the plain graphs, in the reference's own loop. */
  readonly latents_vs_onnx_float32: number;
  readonly latents_max: number;
}

describe('variants of a graph', () => {
  const {
    about: _,
    sd15: _plain,
    ...variants
  } = readOracle('variants.json') as Readonly<Record<string, Readonly<Record<string, Variant>>>>;
  const cases = Object.entries(variants).flatMap(([model, runs]) =>
    Object.entries(runs).map(([id, expected]) => [model, id, expected] as const),
  );

  it.each(cases)('%s differs from the plain graph in %s as in Python', async (model, id, expected) => {
    const [run, golden] = findGolden('sd15', id);
    const outcomes: Float32Array[] = [];
    for (const name of ['sd15', model]) {
      const pipeline = await openModel(name);
      outcomes.push((await runPipeline(pipeline, await goldenRequest(run, golden))).latents);
      await pipeline.release();
    }
    const [plain = new Float32Array(), variant = new Float32Array()] = outcomes;
    // Processors round otherwise; a wrong branch is off by orders of magnitude more.
    const measured = expected.latents_vs_onnx_float32 / expected.latents_max;
    expect(relativeDifference(variant, plain)).toBeLessThanOrEqual(3 * measured);
  });
});
