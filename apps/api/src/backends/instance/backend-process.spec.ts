import { tmpdir } from 'node:os';
import { describe, it } from 'vitest';
import type { BackendDescription, CheckResult, ModelBackend, ModelDescription } from '@cyberimage/core';
import { backendConformance } from '@cyberimage/core/testing';
import { BackendProcess } from './backend-process.js';
import { runGeneration } from './run-generation.js';

const directory = tmpdir();

/** The fake backend of the contract's own test kit, at the other end of a process boundary. */
async function fakeInProcess(): Promise<ModelBackend> {
  const backend = new BackendProcess({ directory, environment: [], execArgv: [] }, () => undefined);
  await backend.call({
    kind: 'start',
    entryUrl: new URL('../fixtures/fake-backend.js', import.meta.url).href,
    backendId: 'fake',
    context: {
      instanceId: 'fake',
      settings: {},
      models: [],
      paths: { models: directory, loras: directory, data: directory },
    },
    network: { any: false, hosts: [], closed: [], granted: 'none' },
  });
  return {
    contract: 1,
    id: 'fake',
    describe: async () => (await backend.call({ kind: 'describe' })) as BackendDescription,
    listModels: async () => (await backend.call({ kind: 'listModels' })) as ModelDescription[],
    check: async (request) => (await backend.call({ kind: 'check', request })) as CheckResult,
    generate: (request, options) => runGeneration(backend, request, { ...options, graceMs: 10_000 }),
    dispose: async () => backend.stop(10_000),
  };
}

describe('a backend in a process of its own conforms as it does without', () => {
  backendConformance(it, { create: fakeInProcess });
});
