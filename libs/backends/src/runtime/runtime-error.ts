import { BackendError } from '@cyberimage/core';
import type { Device } from './device.js';

/** What onnxruntime, the C++ library, CUDA and WebGPU say when memory is short. */
const MEMORY_FAILURE = /bad.?alloc|failed to allocate|out of memory|cannot allocate memory|OUTOFMEMORY/i;

/** What onnxruntime says when it is the device that does not work, not the graph. */
const DEVICE_FAILURE =
  /shared library|backend not found|adapter|append.?execution.?provider|cuda(_| )?(error|failure)|cudnn|cublas|device (was )?(lost|removed)/i;

/** What failed. */
export interface RuntimeFailure {
  /** The graph at work; named in the message. */
  readonly file: string;
  /** For people. */
  readonly action: 'loading' | 'running';
  readonly device: Device;
}

/**
 * Turns what onnxruntime threw into the contract's error.
 *
 * @returns `out-of-memory`; `unavailable` for a device that does not work; `model-missing` for a graph that
 *   does not load: damaged, cut off, or with operators that this device does not have; `internal` for one
 *   that loaded and then failed
 */
export function runtimeError(error: unknown, { file, action, device }: RuntimeFailure): BackendError {
  const reason = error instanceof Error ? error.message : String(error);
  if (MEMORY_FAILURE.test(reason)) {
    const message = `not enough memory while ${action} ${file}: try a smaller size`;
    return new BackendError('out-of-memory', message, { cause: error });
  }
  if (device !== 'cpu' && DEVICE_FAILURE.test(reason)) {
    const message = `the device ${device} cannot be used: ${reason.trim()}`;
    return new BackendError('unavailable', message, { cause: error, retryable: false });
  }
  const code = action === 'loading' ? 'model-missing' : 'internal';
  return new BackendError(code, `${action} ${file} failed: ${reason}`, { cause: error });
}
