import { decodePicture } from './decode-picture.js';
import { denoise } from './denoise.js';
import { restartLatents } from './hires/restart-latents.js';
import type { ModelParts } from './model-parts.js';
import type { PassSetup } from './pass.js';
import { passesOf, type PassRequest } from './pass-request.js';
import type { Latents, PipelineEvent, PipelineRequest } from './pipeline.js';
import { startLatents } from './start-latents.js';

/**
 * Makes the pictures of a request, one after the other: noise taken away, at a larger size once more for
 * hires fix, then decoded.
 *
 * @param setUp what the family does for a pass; called anew for each picture, since samplers keep state
 */
export async function* paintPictures(
  parts: ModelParts,
  request: PipelineRequest,
  setUp: (pass: PassRequest) => PassSetup,
): AsyncGenerator<PipelineEvent> {
  const { signal } = request;
  for (const picture of request.noises.keys()) {
    const passes = passesOf(request).map((pass) => ({
      ...setUp(pass),
      request: pass,
      noise: pass.noises[picture]!,
    }));
    const timesteps = passes.flatMap(({ sampler, firstCall }) => sampler.timesteps.slice(firstCall));
    let before = 0;
    let latents: Latents | undefined;
    for (const pass of passes) {
      const start =
        latents === undefined
          ? await startLatents(parts, pass)
          : yield* restartLatents(parts, pass, { picture, latents });
      const calls = { before, total: timesteps.length };
      const sample = yield* denoise({ ...pass, picture, start, signal, calls });
      before += pass.sampler.timesteps.length - pass.firstCall;
      latents = pass.toLatents?.(sample) ?? sample;
    }
    if (latents === undefined) continue;
    yield* decodePicture(parts.vaeDecoder, latents, { picture, timesteps, cropTo: request.cropTo });
  }
}
