import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { BackendError } from '../../contract/backend-error.js';
import type { ConformanceCheck } from '../conformance-check.js';
import { collect, withTrial } from '../trial.js';

const SETTLE_ATTEMPTS = 40;
const SETTLE_MS = 50;

/** How a backend goes. */
export const disposeChecks: readonly ConformanceCheck[] = [
  {
    name: 'can be disposed of twice and refuses work afterwards',
    async run(subject) {
      await withTrial(subject, async ({ backend, request }) => {
        await backend.dispose();
        await backend.dispose();
        await assert.rejects(collect(backend, request()), (error) => BackendError.is(error));
      });
    },
  },
  {
    name: 'leaves no handle open',
    async run(subject) {
      const before = countResources();
      await withTrial(subject, async ({ backend, request }) => {
        await collect(backend, request());
      });
      let left: string[] = [];
      for (let attempt = 0; attempt < SETTLE_ATTEMPTS; attempt++) {
        left = newResources(before);
        if (left.length === 0) return;
        await sleep(SETTLE_MS);
      }
      assert.fail(`still open after dispose(): ${left.join(', ')}`);
    },
  },
];

/** Types that the check itself and the test runner open and close all the time. */
const OWN_RESOURCES = new Set(['Timeout', 'Immediate', 'MessagePort', 'PipeWrap', 'TTYWrap', 'FSReqPromise']);

function countResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

function newResources(before: ReadonlyMap<string, number>): string[] {
  return [...countResources()]
    .filter(([type, count]) => !OWN_RESOURCES.has(type) && count > (before.get(type) ?? 0))
    .map(([type, count]) => `${type} × ${count - (before.get(type) ?? 0)}`);
}
