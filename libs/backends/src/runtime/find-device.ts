import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import type { Device, DeviceChoice } from './device.js';
import { missingLibraries } from './missing-libraries.js';

/** The devices that onnxruntime was built with for this platform. */
const OFFERED: readonly string[] = listSupportedBackends().map(({ name }) => name);

/** Where onnxruntime-node keeps its native libraries: it looks for further providers beside them. */
const BINARY_FOLDER = join(
  dirname(createRequire(import.meta.url).resolve('onnxruntime-node')),
  '../bin/napi-v6',
  process.platform,
  process.arch,
);

const CUDA_PROVIDER = 'libonnxruntime_providers_cuda.so';

/**
 * Shared libraries of CUDA 12 that the provider is linked with:
 * https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html.
 */
const CUDA_LIBRARIES = [
  'libcuda.so.1',
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcufft.so.11',
  'libcurand.so.10',
  'libcudnn.so.9',
];

/**
 * What a device lacks on this machine, as far as that shows without trying it.
 *
 * @returns for people, with what to do about it; undefined when nothing is known to be missing
 */
export function missingForDevice(device: Device): string | undefined {
  if (!OFFERED.includes(device)) {
    const present = OFFERED.filter((name) => name !== 'tensorrt').join(', ');
    return `onnxruntime has no ${device} on ${process.platform}-${process.arch}; it has ${present}`;
  }
  if (device !== 'cuda') return undefined;
  if (!existsSync(join(BINARY_FOLDER, CUDA_PROVIDER))) {
    return `onnxruntime's CUDA libraries are not installed (${CUDA_PROVIDER}); run "npm run setup:cuda"`;
  }
  const missing = missingLibraries(CUDA_LIBRARIES);
  if (missing.length === 0) return undefined;
  return `${missing.join(', ')} cannot be loaded; install the NVIDIA driver, CUDA 12 and cuDNN 9`;
}

/**
 * The device that a choice means. `auto` takes CUDA where all of it is installed, DirectML on Windows, else
 * the processor: WebGPU and Core ML run only part of these networks, so they are taken when named.
 */
export function resolveDevice(choice: DeviceChoice): Device {
  if (choice !== 'auto') return choice;
  const preferred: readonly Device[] = ['cuda', 'dml'];
  return preferred.find((device) => missingForDevice(device) === undefined) ?? 'cpu';
}
