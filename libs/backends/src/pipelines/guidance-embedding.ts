const f = Math.fround;

/** Guidance scales are embedded times this, as timesteps are. */
const EMBEDDING_SCALE = 1000;

/**
 * The guidance scale as an input of distilled models (Meng et al. 2023): sines, then cosines, of falling
 * frequencies. Float32, in diffusers' order (`get_guidance_scale_embedding`).
 *
 * @param guidanceScale as for classifier-free guidance; 1 means none
 * @param length of the embedding, even
 */
export function guidanceEmbedding(guidanceScale: number, length: number): Float32Array {
  const half = length / 2;
  const weight = f(f(guidanceScale - 1) * EMBEDDING_SCALE);
  const decay = f(f(Math.log(10000)) / (half - 1));
  const angles = Float32Array.from({ length: half }, (_, i) => weight * f(Math.exp(f(i * -decay))));
  return Float32Array.from([...angles.map(Math.sin), ...angles.map(Math.cos)]);
}
