import { createHash } from 'node:crypto';

/** Two colours (RGB, 0 to 255) and the direction, in radians, in which the first becomes the second. */
export interface Gradient {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly angle: number;
}

/** Pixels, rows from the top, RGB interleaved: `width * height * 3` bytes. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** The gradient of a prompt and a seed: the same for the same, another one for any other. */
export function gradientOf(prompt: string, seed: bigint): Gradient {
  const hash = createHash('sha256').update(`${seed}\n${prompt}`).digest();
  return {
    from: hash.subarray(0, 3),
    to: hash.subarray(3, 6),
    angle: (hash.readUInt16BE(6) / 65_536) * 2 * Math.PI,
  };
}

/** Paints the rows from `top` up to, and without, `bottom`. */
export function paintRows(
  { width, height, data }: Canvas,
  { from, to, angle }: Gradient,
  top: number,
  bottom: number,
): void {
  const [dx, dy] = [Math.cos(angle) / width, Math.sin(angle) / height];
  for (let y = top; y < bottom; y++) {
    for (let x = 0; x < width; x++) {
      const along = 0.5 + ((x - width / 2) * dx + (y - height / 2) * dy) / Math.SQRT2;
      for (let channel = 0; channel < 3; channel++) {
        const mixed = from[channel]! * (1 - along) + to[channel]! * along;
        data[(y * width + x) * 3 + channel] = Math.round(mixed);
      }
    }
  }
}
