import type { BackendContext } from '../contract/backend-manifest.js';

/**
 * What a factory is given, for a test in the test's own process: folders that do not exist, a log that nobody
 * reads, and a network without bounds. In the host's process it is bounded (`npm run plugin:test`).
 *
 * @param given what the test cares about: `{ settings: { url } }`
 */
export function testContext(given: Partial<BackendContext> = {}): BackendContext {
  return {
    instanceId: 'test',
    settings: {},
    models: [],
    paths: { models: '/nowhere/models', loras: '/nowhere/loras', data: '/nowhere/data' },
    log: () => undefined,
    fetch: globalThis.fetch,
    assertReachable: () => undefined,
    ...given,
  };
}
