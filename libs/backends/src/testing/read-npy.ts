import { readFileSync } from 'node:fs';

const HEADER_LENGTH_AT = 8;
const HEADER_AT = 10;

/** The bytes of an array after its header (NumPy format 1.0). */
function body(url: URL): ArrayBuffer {
  const file = readFileSync(url);
  const start = HEADER_AT + file.readUInt16LE(HEADER_LENGTH_AT);
  return Uint8Array.from(file.subarray(start)).buffer;
}

/** A float32 array of NumPy, flat, C order. */
export function readFloat32Npy(url: URL): Float32Array {
  return new Float32Array(body(url));
}

/** A uint8 array of NumPy, flat, C order. */
export function readUint8Npy(url: URL): Uint8Array {
  return new Uint8Array(body(url));
}
