const f = Math.fround;

/** A step over noise levels, split into a deterministic part and fresh noise. */
export interface AncestralSplit {
  /** Where the deterministic part ends. */
  readonly down: number;
  /** Deviation of the noise that leads from there back up to the step's end. */
  readonly up: number;
}

/** √(up² + down²) = to, with `up` the deviation of DDPM's posterior (k-diffusion's `get_ancestral_step`). */
export function ancestralSplit(from: number, to: number): AncestralSplit {
  const fromSquared = f(from * from);
  const toSquared = f(to * to);
  const up = Math.min(to, f(Math.sqrt(f(f(toSquared * f(fromSquared - toSquared)) / fromSquared))));
  return { up, down: f(Math.sqrt(f(toSquared - f(up * up)))) };
}
