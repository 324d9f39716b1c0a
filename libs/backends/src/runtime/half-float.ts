const scratch = new DataView(new ArrayBuffer(4));

/**
 * @param values float32
 * @returns the bits of the nearest float16 values (ties to even; beyond 65504 infinite)
 */
export function toHalfFloats(values: ArrayLike<number>): Uint16Array {
  return Uint16Array.from(values, toHalfBits);
}

/**
 * @param bits float16 values as their bits
 * @returns the same values in float32, exact
 */
export function fromHalfFloats(bits: Uint16Array): Float32Array {
  // There are 65536 of them: looking a value up is many times faster than working it out.
  known ??= Float32Array.from({ length: 0x10000 }, (_, value) => fromHalfBits(value));
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = known[bits[i]!]!;
  return values;
}

let known: Float32Array | undefined;

const LARGEST_FINITE = 65504;
const SMALLEST_NORMAL = 2 ** -14;
const SMALLEST_STEP = 2 ** -24;

function toHalfBits(value: number): number {
  const single = Math.fround(value);
  scratch.setFloat32(0, single);
  const raw = scratch.getUint32(0);
  const sign = (raw >>> 16) & 0x8000;
  if (Number.isNaN(single)) return sign | 0x7e00;
  const magnitude = Math.abs(single);
  if (magnitude < SMALLEST_NORMAL) return sign | roundTiesToEven(magnitude / SMALLEST_STEP);
  // Rounding may carry into the exponent, which is then right as well.
  const exponentAndMantissa = raw & 0x7fffffff;
  const rounded = exponentAndMantissa - (112 << 23) + 0xfff + ((exponentAndMantissa >>> 13) & 1);
  return magnitude > LARGEST_FINITE + 15 ? sign | 0x7c00 : sign | (rounded >>> 13);
}

function roundTiesToEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

function fromHalfBits(bits: number): number {
  const sign = (bits & 0x8000) === 0 ? 1 : -1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * mantissa * SMALLEST_STEP;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}
