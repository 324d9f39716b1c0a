import { Runtime } from '../runtime/runtime.js';

/** One processor thread: the same sums in the same order each time. */
export function testRuntime(): Runtime {
  return new Runtime({ threads: 1, device: 'cpu' });
}
