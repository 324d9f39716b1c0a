import { BackendError } from '@cyberimage/core';

/** What onnxruntime and the C++ library say when memory is short. */
const MEMORY_FAILURE = /bad.?alloc|failed to allocate|out of memory|cannot allocate memory/i;

/**
 * Turns what onnxruntime threw into the contract's error.
 *
 * @param file the graph at work; named in the message
 * @param action for people: `loading`, `running`
 * @returns `out-of-memory`, or `model-missing`: a graph that onnxruntime refuses is damaged, cut off, or of
 *   a kind that this device has no operators for
 */
export function runtimeError(error: unknown, file: string, action: 'loading' | 'running'): BackendError {
  const reason = error instanceof Error ? error.message : String(error);
  if (MEMORY_FAILURE.test(reason)) {
    const message = `not enough memory while ${action} ${file}: try a smaller size`;
    return new BackendError('out-of-memory', message, { cause: error });
  }
  return new BackendError('model-missing', `${action} ${file} failed: ${reason}`, { cause: error });
}
