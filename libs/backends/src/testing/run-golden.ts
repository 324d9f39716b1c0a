import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { PackedLatents } from '../pipelines/flux/packed-latents.js';
import { readModelFacts, type ModelFacts } from '../pipelines/model-facts.js';
import type { Latents, Pipeline, PipelineRequest } from '../pipelines/pipeline.js';
import { ModelFolder } from '../weights/model-folder.js';
import { goldenRequest, type Golden } from './golden.js';
import { readFloat32Npy, readUint8Npy } from './read-npy.js';
import { FIXTURES } from './read-oracle.js';

/** How far a run may be off. Latents in units of the largest reference value. */
export interface Tolerance {
  /** Against PyTorch. */
  readonly latents: number;
  /** Against the reference loop on the same ONNX files: only our own arithmetic and the processor differ. */
  readonly sameGraphs: number;
  /** Share of the picture's bytes that may be off. */
  readonly bytes: number;
  /** By how much; 1 where absent. */
  readonly byteStep?: number;
}

/**
 * What two correct runs keep to, unless a run is ill-conditioned. On a processor with AVX-512, as the
 * reference's, the same graphs stay within 2e-6; the kernels of another round otherwise (3.1e-6 seen on AVX2).
 */
export const STRICT: Tolerance = { latents: 1e-4, sameGraphs: 1e-5, bytes: 1e-3 };

/** The facts of a fixture model. */
export function fixtureFacts(name: string): Promise<ModelFacts> {
  return readModelFacts(new ModelFolder(fileURLToPath(new URL(`models/${name}`, FIXTURES))));
}

/** What a run gave. */
export interface Outcome {
  /** After each denoiser call: steps first, then pictures, as in the reference arrays. */
  readonly latents: Float32Array;
  readonly pixels: readonly Uint8Array[];
}

/** Runs a request to its end. */
export async function runPipeline(pipeline: Pipeline, request: PipelineRequest): Promise<Outcome> {
  const latents: Latents[][] = request.noises.map(() => []);
  const pixels: Uint8Array[] = [];
  for await (const event of pipeline.run(request)) {
    if (event.type === 'step') latents[event.picture]?.push(event.latents);
    if (event.type === 'picture') pixels.push(event.pixels);
  }
  const [first = []] = latents;
  const inOrder = first.flatMap((_, step) => latents.flatMap((steps) => steps[step] ?? []));
  // The reference of FLUX works on packed latents.
  const isPacked = pipeline.constructor.name === 'FluxPipeline';
  const arrays = inOrder.map((entry) =>
    isPacked ? new PackedLatents(entry).pack(entry.data).data : entry.data,
  );
  return { latents: Float32Array.from(arrays.flatMap((array) => [...array])), pixels };
}

/** Holds a pipeline against a reference run. */
export async function expectGolden(
  pipeline: Pipeline,
  [run, golden]: readonly [URL, Golden],
  tolerance: Tolerance,
): Promise<void> {
  const { latents, pixels } = await runPipeline(pipeline, await goldenRequest(run, golden));
  const reference = readFloat32Npy(new URL('latents.npy', run));
  expect(relativeDifference(latents, reference)).toBeLessThanOrEqual(tolerance.latents);
  const sameGraphs = new URL('latents_ort.npy', run);
  if (existsSync(sameGraphs)) {
    const difference = relativeDifference(latents, readFloat32Npy(sameGraphs));
    expect(difference).toBeLessThanOrEqual(tolerance.sameGraphs);
  }

  const expected = readUint8Npy(new URL('image_u8.npy', run));
  const actual = Uint8Array.from(pixels.flatMap((picture) => [...picture]));
  expect(actual.length).toBe(expected.length);
  const off = [...expected].map((byte, i) => Math.abs(byte - (actual[i] ?? NaN)));
  expect(Math.max(...off)).toBeLessThanOrEqual(tolerance.byteStep ?? 1);
  const differing = off.filter((difference) => difference > 0).length;
  expect(differing).toBeLessThanOrEqual(tolerance.bytes * off.length);
}

/** Largest difference in units of the largest reference value. */
export function relativeDifference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length);
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const off = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? NaN))), 0);
  return off / largest;
}
