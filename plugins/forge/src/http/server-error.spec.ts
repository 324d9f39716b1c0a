import { describe, expect, it } from 'vitest';
import { serverError } from './server-error.js';

const errorOf = (status: number, body: unknown) => {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return serverError({ status, headers: {}, bytes: Buffer.from(text) }, 'gpu-box:7860');
};

describe('serverError', () => {
  it.each([
    [401, { detail: 'Not authenticated' }, 'unavailable', false],
    [404, { detail: 'Not Found' }, 'unavailable', false],
    [404, { error: 'HTTPException', detail: 'Not Found', body: '', errors: '' }, 'unavailable', false],
    [
      404,
      { error: 'HTTPException', detail: 'Sampler not found', body: '', errors: '' },
      'invalid-request',
      false,
    ],
    [422, { detail: "Script 'nope' not found" }, 'invalid-request', false],
    [429, { detail: 'Too Many Requests' }, 'unavailable', true],
    [
      500,
      { error: 'OutOfMemoryError', detail: '', body: '', message: 'CUDA out of memory.' },
      'out-of-memory',
      false,
    ],
    [
      500,
      { error: 'RuntimeError', detail: '', body: '', errors: 'CUDA out of memory' },
      'out-of-memory',
      false,
    ],
    [
      500,
      { error: 'RuntimeError', detail: '', body: '', message: "model 'x' not found" },
      'model-missing',
      false,
    ],
    [500, { detail: 'Invalid image format' }, 'internal', false],
    [500, 'Internal Server Error', 'internal', false],
    [502, '<html>Bad Gateway</html>', 'unavailable', true],
    [503, { detail: 'Queue is full.' }, 'unavailable', true],
  ])('%i %j is %s', (status, body, code, retryable) => {
    expect(errorOf(status, body)).toMatchObject({ code, retryable });
  });

  it.each([
    [{ type: 'int_parsing', loc: ['body', 'steps'], msg: 'Input should be a valid integer' }],
    [{ type: 'type_error.integer', loc: ['body', 'steps'], msg: 'value is not a valid integer' }],
  ])('names the field of a validation error: %j', (item) => {
    const error = errorOf(422, { detail: [item] });
    expect(error).toMatchObject({ code: 'invalid-request', field: 'steps' });
    expect(error.message).toContain(`steps: ${item.msg}`);
  });

  it('blames the upscaler', () => {
    const message = 'could not find upscaler named x';
    expect(errorOf(500, { error: 'Exception', detail: '', message })).toMatchObject({ field: 'hr_upscaler' });
  });
});
