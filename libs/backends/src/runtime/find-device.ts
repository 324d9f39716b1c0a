import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { listSupportedBackends } from 'onnxruntime-node';
import { CUDA_LIBRARIES, CUDA_PROVIDER } from './cuda-libraries.js';
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
  const absent = CUDA_PROVIDER.filter((file) => !existsSync(join(BINARY_FOLDER, file)));
  if (absent.length > 0) {
    return `onnxruntime's CUDA provider is not installed (${absent.join(', ')}); run "npm run setup:cuda"`;
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
