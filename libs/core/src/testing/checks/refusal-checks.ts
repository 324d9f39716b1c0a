import assert from 'node:assert/strict';
import { BackendError } from '../../contract/backend-error.js';
import type { GenerationRequest } from '../../contract/generation-request.js';
import type { ModelBackend } from '../../contract/model-backend.js';
import type { ConformanceCheck } from '../conformance-check.js';
import { collect, withTrial } from '../trial.js';

/** What a backend does with requests that it cannot do. */
export const refusalChecks: readonly ConformanceCheck[] = [
  {
    name: 'accepts what its option schema allows',
    async run(subject) {
      await withTrial(subject, async ({ backend, request }) => {
        const result = await backend.check(request());
        assert.ok(result.accepted, `refused: ${JSON.stringify(result)}`);
      });
    },
  },
  {
    name: 'refuses an unknown model as data',
    async run(subject) {
      await withTrial(subject, async ({ backend, request }) => {
        await assertRefused(backend, { ...request(), model: 'no-such-model' }, 'model');
      });
    },
  },
  {
    name: 'refuses each number outside its range as data',
    async run(subject) {
      await withTrial(subject, async ({ backend, model, request }) => {
        for (const [name, option] of Object.entries(model.options)) {
          if (option.type !== 'integer' && option.type !== 'number') continue;
          for (const value of [option.min - 1, option.max + 1]) {
            await assertRefused(backend, request({ parameters: { [name]: value } }), name);
          }
        }
      });
    },
  },
  {
    name: 'refuses a choice that it does not list as data',
    async run(subject) {
      await withTrial(subject, async ({ backend, model, request }) => {
        for (const [name, option] of Object.entries(model.options)) {
          if (option.type !== 'choice') continue;
          await assertRefused(backend, request({ parameters: { [name]: 'no-such-choice' } }), name);
        }
      });
    },
  },
  {
    name: 'throws invalid-request when a refused request is generated, and works on',
    async run(subject) {
      await withTrial(subject, async ({ backend, request }) => {
        const wrong = { ...request(), model: 'no-such-model' };
        await assert.rejects(collect(backend, wrong), (error) => {
          assert.ok(BackendError.is(error), `not a BackendError: ${String(error)}`);
          assert.ok(['invalid-request', 'model-missing'].includes(error.code), `code ${error.code}`);
          assert.equal(error.retryable, false);
          return true;
        });
        const events = await collect(backend, request());
        assert.equal(events.at(-1)?.type, 'done');
      });
    },
  },
];

async function assertRefused(
  backend: ModelBackend,
  request: GenerationRequest,
  field: string,
): Promise<void> {
  const result = await backend.check(request);
  assert.ok(
    !result.accepted,
    `${field}: accepted ${JSON.stringify(request.parameters[field] ?? request.model)}`,
  );
  assert.deepEqual(
    result.reasons.map((reason) => reason.field),
    [field],
  );
  assert.match(result.reasons[0]?.code ?? '', /^[a-z]+(-[a-z]+)*$/, `${field}: the code must be kebab-case`);
  assert.notEqual(result.reasons[0]?.message, '', `${field}: the message must not be empty`);
}
