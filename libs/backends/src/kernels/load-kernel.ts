/** What a kernel gives: its memory, and functions that work in it. */
type Kernel<Functions> = Functions & { readonly memory: { readonly buffer: ArrayBuffer } };

/** Node has it, its types do not. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

/**
 * Starts a kernel: a loop over numbers that JavaScript runs several times slower, since it has no vectors of
 * float32. WebAssembly's arithmetic is IEEE 754's, the same bits on every machine.
 *
 * @param wasm the module in base64, as `npm run kernels` writes it
 */
export function loadKernel<Functions>(wasm: string): Kernel<Functions> {
  const module = new WebAssembly.Module(Buffer.from(wasm, 'base64'));
  return new WebAssembly.Instance(module).exports as Kernel<Functions>;
}
