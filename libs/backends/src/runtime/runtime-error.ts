import { BackendError } from '@cyberimage/core';

/** What onnxruntime and the C++ library say when memory is short. */
const MEMORY_FAILURE = /bad.?alloc|failed to allocate|out of memory|cannot allocate memory/i;

/**
 * Turns what onnxruntime threw into the contract's error.
 *
 * @param file the graph at work; named in the message
 * @param action for people: `loading`, `running`
 * @returns `out-of-memory`; `model-missing` for a graph that does not load: damaged, cut off, or with
 *   operators that this device does not have; `internal` for one that loaded and then failed
 */
export function runtimeError(error: unknown, file: string, action: 'loading' | 'running'): BackendError {
  const reason = error instanceof Error ? error.message : String(error);
  if (MEMORY_FAILURE.test(reason)) {
    const message = `not enough memory while ${action} ${file}: try a smaller size`;
    return new BackendError('out-of-memory', message, { cause: error });
  }
  const code = action === 'loading' ? 'model-missing' : 'internal';
  return new BackendError(code, `${action} ${file} failed: ${reason}`, { cause: error });
}
