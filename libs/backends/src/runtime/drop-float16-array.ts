/*
 * Has to be imported before onnxruntime-node: onnxruntime-common looks for Float16Array when it loads, and
 * its Node binding cannot read one ("not enough space: expected 8, got 0" on Node 24 and later,
 * https://github.com/microsoft/onnxruntime/pull/32323). Without the global, float16 tensors are made of
 * Uint16Array, which works. The backend has its process to itself, so nobody else misses it.
 */
Reflect.deleteProperty(globalThis, 'Float16Array');
