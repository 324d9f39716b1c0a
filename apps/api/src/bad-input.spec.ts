import { BackendError } from '@cyberimage/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from './testing/test-app.js';

let test: TestApp;

beforeAll(async () => {
  test = await startTestApp({
    MAX_PROMPT_LENGTH: '50',
    MAX_PIXELS: '100000',
    BODY_LIMIT: '2000',
    INPUT_LIMIT: '1024',
    MAX_STEPS: '60',
  });
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

const VALID = { model: 'fake', prompt: 'x' };

/** The fields that are wrong, the code, and a part of the message. */
const WRONG_FIELDS: readonly [title: string, body: object, field: string, code: string, says: string][] = [
  ['an unknown model', { ...VALID, model: 'nope' }, 'model', 'unknown-model', 'known are: fake'],
  ['a model of a wrong type', { ...VALID, model: 5 }, 'model', 'unknown-model', '5'],
  ['no prompt', { model: 'fake' }, 'prompt', 'required', 'must not be empty'],
  ['a blank prompt', { ...VALID, prompt: '  ' }, 'prompt', 'required', 'must not be empty'],
  ['a prompt of a wrong type', { ...VALID, prompt: 5 }, 'prompt', 'wrong-type', 'expected a text'],
  ['too long a prompt', { ...VALID, prompt: 'x'.repeat(51) }, 'prompt', 'too-long', 'at most 50'],
  [
    'too long a negative prompt',
    { ...VALID, negative_prompt: 'x'.repeat(51) },
    'negative_prompt',
    'too-long',
    '50',
  ],
  ['a NUL', { ...VALID, negative_prompt: 'a\0b' }, 'negative_prompt', 'invalid-character', 'NUL'],
  ['too small a width', { ...VALID, width: 63 }, 'width', 'out-of-range', '64 to 512'],
  ['too large a height', { ...VALID, height: 513 }, 'height', 'out-of-range', '64 to 512'],
  ['a fractional width', { ...VALID, width: 64.5 }, 'width', 'wrong-type', 'an integer'],
  ['a width as text', { ...VALID, width: '64' }, 'width', 'wrong-type', 'an integer'],
  ['too many pixels', { ...VALID, width: 512, height: 512 }, 'width', 'out-of-range', 'at most 100000'],
  ['no steps', { ...VALID, steps: 0 }, 'steps', 'out-of-range', '1 to 60'],
  ['too many steps', { ...VALID, steps: 61 }, 'steps', 'out-of-range', '1 to 60'],
  ['too much guidance', { ...VALID, guidance_scale: 21 }, 'guidance_scale', 'out-of-range', '1 to 20'],
  ['guidance under its alias', { ...VALID, cfg_scale: 'much' }, 'cfg_scale', 'wrong-type', 'cfg_scale is'],
  ['an unknown sampler', { ...VALID, sampler: 'Magic' }, 'sampler', 'unknown-choice', 'Euler, DDIM'],
  ['a negative seed', { ...VALID, seed: -2 }, 'seed', 'wrong-type', 'expected an integer'],
  ['too large a seed', { ...VALID, seed: '18446744073709551616' }, 'seed', 'out-of-range', '2^64'],
  ['an inexact seed', { ...VALID, seed: 2 ** 60 }, 'seed', 'wrong-type', 'decimal string'],
  ['no pictures', { ...VALID, num_images: 0 }, 'num_images', 'out-of-range', '1 to 16'],
  ['too many pictures', { ...VALID, num_images: 17 }, 'num_images', 'out-of-range', '1 to 16'],
  ['a switch of a wrong type', { ...VALID, tiling: 'yes' }, 'tiling', 'wrong-type', 'true or false'],
  ['an unknown field', { ...VALID, stepz: 5 }, 'stepz', 'unknown-field', 'not a parameter of this model'],
];

describe.each(['/api/v1/generate', '/api/generate'])('POST %s', (path) => {
  it.each(WRONG_FIELDS)('refuses %s', async (_title, body, field, code, says) => {
    const answer = await test.call('POST', path, body);
    expect(answer.status).toBe(422);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status: 422, instance: path, title: 'The request is not valid' });
    expect(answer.body.errors).toHaveLength(1);
    const [error] = answer.body.errors;
    expect(error).toMatchObject({ field, code });
    expect(error.message).toContain(says);
    const sent = (body as Record<string, unknown>)[field];
    expect(error.value).toEqual(sent);
  });

  it('names every fault at once', async () => {
    const { body } = await test.call('POST', path, { ...VALID, steps: 0, width: 1, nonsense: 1 });
    expect(body.errors.map((error: { field: string }) => error.field).sort()).toEqual([
      'nonsense',
      'steps',
      'width',
    ]);
  });

  it.each([
    ['malformed JSON', '{"prompt":', 'application/json', 400],
    ['no JSON object', '[1]', 'application/json', 422],
    ['a text', 'prompt=x', 'text/plain', 415],
    ['a form', 'prompt=x', 'application/x-www-form-urlencoded', 415],
    ['too large a body', JSON.stringify({ prompt: 'x'.repeat(5000) }), 'application/json', 413],
    ['a body that reaches for prototypes', '{"__proto__":{"model":"fake"}}', 'application/json', 400],
  ])('refuses %s', async (_title, body, type, status) => {
    const response = await fetch(`${test.url}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await response.json()) as { status: number; detail: string };
    expect(problem.status).toBe(status);
    expect(problem.detail).not.toBe('');
  });
});

describe('what the backend says', () => {
  it('of a request that it refuses reaches the client', async () => {
    test.host.checkResult = {
      accepted: false,
      reasons: [{ field: 'width', code: 'not-enough-memory', message: 'width 512 needs 9 GB' }],
    };
    const { status, body } = await test.call('POST', '/api/v1/generate', { ...VALID, width: 128 });
    test.host.checkResult = { accepted: true, adjustments: [], estimate: {} };
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { field: 'width', code: 'not-enough-memory', message: 'width 512 needs 9 GB', value: 128 },
    ]);
  });

  it('is not waited for while it cannot be asked', async () => {
    test.host.checkResult = new BackendError('unavailable', 'It is starting');
    const { status } = await test.call('POST', '/api/v1/generate', VALID);
    test.host.checkResult = { accepted: true, adjustments: [], estimate: {} };
    expect(status).toBe(202);
  });
});

describe('other requests', () => {
  const unknownId = '01890000-0000-7000-8000-000000000000';

  it.each([
    ['GET', '/api/v1/nothing', 404],
    ['GET', '/nothing.js', 404],
    ['POST', '/api/v1/models', 404],
    ['GET', `/api/v1/queue/jobs/${unknownId}`, 404],
    ['POST', `/api/v1/queue/jobs/${unknownId}/cancel`, 404],
    ['GET', `/api/v1/gallery/images/${unknownId}`, 404],
    ['DELETE', `/api/v1/gallery/images/${unknownId}`, 404],
    ['GET', `/media/images/${unknownId}`, 404],
    ['GET', `/media/thumbnails/${unknownId}`, 404],
    ['GET', `/media/previews/${unknownId}`, 404],
    ['GET', `/api/status/${unknownId}`, 404],
    ['GET', `/api/image/${unknownId}`, 404],
    ['GET', `/api/image/${unknownId}/metadata`, 404],
    ['GET', '/api/v1/queue/jobs/5', 422],
    ['GET', '/media/images/..%2f..%2fetc%2fpasswd', 422],
    ['GET', '/api/v1/queue/jobs?limit=0', 422],
    ['GET', '/api/v1/queue/jobs?limit=many', 422],
    ['GET', '/api/v1/queue/jobs?status=lost', 422],
    ['GET', '/api/v1/queue/jobs?page=2', 422],
    ['GET', '/api/v1/queue/jobs?cursor=5', 422],
    ['GET', '/api/v1/gallery/images?limit=201', 422],
    ['GET', '/api/v1/gallery/images?cursor=%00', 422],
    ['GET', '/api/v1/gallery/images?offset=2', 422],
    ['GET', `/media/images/${unknownId}?download=yes`, 422],
    ['GET', '/%zz', 400],
  ])('%s %s is answered by a problem %i', async (method, path, status) => {
    const answer = await test.call(method, path);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      status,
      title: expect.any(String),
      type: expect.stringMatching(/^urn:/),
    });
    expect(answer.body.detail).not.toBe('');
  });

  it('keep security headers', async () => {
    const { headers } = await test.call('GET', '/health');
    expect(headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  it('from pages of other sites change nothing', async () => {
    const response = await fetch(`${test.url}/api/v1/queue/jobs/${unknownId}/cancel`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ type: 'urn:cyberimage:problem:forbidden' });
  });
});

it('refuses jobs beyond the length of the queue', async () => {
  await using full = await startTestApp({ MAX_QUEUE_LENGTH: '2' }, { consume: false });
  const statuses: number[] = [];
  for (let count = 0; count < 3; count++)
    statuses.push((await full.call('POST', '/api/v1/generate', VALID)).status);
  expect(statuses).toEqual([202, 202, 503]);
});
