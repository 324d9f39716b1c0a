const f = Math.fround;

/** The stand-in for a network of the oracles' sampler runs: x/4 + (0.0002·t − 0.1) in float32. */
export function fakeDenoiser(input: Float32Array, timestep: number): Float32Array {
  const offset = f(f(f(timestep) * f(0.0002)) - f(0.1));
  return input.map((value) => f(value * 0.25) + offset);
}
