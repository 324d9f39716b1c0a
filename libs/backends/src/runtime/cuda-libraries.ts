/*
 * `npm run setup:cuda` reads this file as it is: it imports nothing.
 */

/** The files of onnxruntime's CUDA provider, in the folder of its native libraries. */
export const CUDA_PROVIDER: readonly string[] = [
  'libonnxruntime_providers_shared.so',
  'libonnxruntime_providers_cuda.so',
];

/**
 * Shared libraries of the system that the provider is linked with:
 * https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html.
 */
export const CUDA_LIBRARIES: readonly string[] = [
  'libcuda.so.1',
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcufft.so.11',
  'libcurand.so.10',
  'libcudnn.so.9',
];
