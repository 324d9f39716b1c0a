import assert from 'node:assert/strict';
import { BackendError } from '../../contract/backend-error.js';
import type { EncodedImage } from '../../contract/generation-event.js';
import type { ParameterValue } from '../../contract/generation-request.js';
import type { ModelDescription } from '../../contract/model-description.js';
import type { ConformanceCheck } from '../conformance-check.js';
import { paintPng } from '../paint-png.js';
import { collect, collectImages, isSameImage, withTrial } from '../trial.js';

/** What a backend does with the pictures that work starts from. For models without an image option: nothing. */
export const inputChecks: readonly ConformanceCheck[] = [
  {
    name: 'starts from the picture that it gets',
    async run(subject) {
      await withTrial(subject, async ({ backend, model, request }) => {
        const name = pictureOption(model);
        if (name === undefined) return;
        const from = async (colour: string) =>
          collectImages(
            backend,
            request({ parameters: naming(model, name), inputs: { [name]: png(colour) } }),
          );
        const [red, green] = [await from('red'), await from('green')];
        assert.ok(!isSameImage(red[0], green[0]), `another picture for ${name} changes nothing`);
      });
    },
  },
  {
    name: 'refuses a picture that is missing or none with invalid-request',
    async run(subject) {
      await withTrial(subject, async ({ backend, model, request }) => {
        const name = pictureOption(model);
        if (name === undefined) return;
        const garbage = { kind: 'encoded', mediaType: 'image/png', data: Buffer.from('no picture') } as const;
        for (const inputs of [{}, { [name]: garbage }]) {
          const wrong = request({ parameters: naming(model, name), inputs });
          await assert.rejects(collect(backend, wrong), (error) => {
            assert.ok(BackendError.is(error), `not a BackendError: ${String(error)}`);
            assert.equal(error.code, 'invalid-request');
            assert.equal(error.field, name, 'the error must name the option');
            return true;
          });
        }
        assert.equal((await collect(backend, request())).at(-1)?.type, 'done');
      });
    },
  },
  {
    name: 'can check a request without its pictures',
    async run(subject) {
      await withTrial(subject, async ({ backend, model, request }) => {
        const name = pictureOption(model);
        if (name === undefined) return;
        const result = await backend.check(request({ parameters: naming(model, name), inputs: {} }));
        assert.ok(result.accepted, `refused: ${JSON.stringify(result)}`);
      });
    },
  },
];

function pictureOption({ options }: ModelDescription): string | undefined {
  return Object.keys(options).find((name) => {
    const option = options[name];
    return option?.type === 'image' && option.role === 'picture';
  });
}

/** Where there is a strength, all of it: a share of few steps may be none. */
function naming({ options }: ModelDescription, name: string): Record<string, ParameterValue> {
  const { strength } = options;
  return { [name]: '0'.repeat(64), ...(strength?.type === 'number' && { strength: strength.max }) };
}

function png(subject: string): EncodedImage {
  return { kind: 'encoded', mediaType: 'image/png', data: paintPng(subject) };
}
