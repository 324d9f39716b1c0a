import { BackendError, type BackendErrorCode } from '@cyberimage/core';
import { describe, expect, it } from 'vitest';
import { paintPng } from '@cyberimage/core/testing';
import { sendJson, type Answer } from './testing/fake-inference-service.js';
import { startTrial, testRequest } from './testing/trial.js';

const KEY = 'very-secret';
const PNG = paintPng('x');
const HTML = '<!doctype html><title>Sign in</title>';

async function failure(run: Promise<unknown>): Promise<BackendError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(BackendError.is(error), String(error)).toBe(true);
  return error as BackendError;
}

/** Refuses for now and says when to come back: seconds, or a date. */
function later(retryAfter: string): Answer {
  return (response) => response.writeHead(503, { 'retry-after': retryAfter }).end('busy');
}

const ANSWERS: readonly [string, Answer, BackendErrorCode, boolean, RegExp][] = [
  [
    '400',
    (r) => sendJson(r, 400, { error: { message: 'no such sampler' } }),
    'invalid-request',
    false,
    /sampler/,
  ],
  ['403', (r) => r.writeHead(403).end(), 'unavailable', false, /refuses the API key/],
  ['404', (r) => r.writeHead(404).end('not here'), 'unavailable', false, /not here/],
  ['404 for a model', (r) => sendJson(r, 404, { detail: 'unknown model' }), 'model-missing', false, /model/],
  ['422', (r) => sendJson(r, 422, { detail: [{ loc: ['body'] }] }), 'invalid-request', false, /"loc"/],
  ['429', (r) => r.writeHead(429).end('slow down'), 'unavailable', true, /slow down/],
  ['500', (r) => sendJson(r, 500, { message: 'boom' }), 'unavailable', true, /boom/],
  ['502 in HTML', (r) => r.writeHead(502).end(HTML), 'unavailable', true, /failed/],
  ['507', (r) => r.writeHead(507).end(), 'out-of-memory', false, /memory/],
  ['no memory', (r) => sendJson(r, 500, { error: 'CUDA out of memory' }), 'out-of-memory', false, /CUDA/],
  ['a redirect', (r) => r.writeHead(302, { location: '/login' }).end(), 'unavailable', false, /final one/],
  ['HTML in place of a picture', (r) => r.end(HTML), 'internal', false, /3c21646f63747970/],
  ['nothing in place of a picture', (r) => r.end(), 'internal', false, /0 bytes/],
  ['a truncated picture', (r) => r.end(PNG.subarray(0, -4)), 'unavailable', true, /cut short/],
  ['a dropped connection', (r) => r.destroy(), 'unavailable', true, /UND_ERR_SOCKET/],
  [
    'a connection dropped in the answer',
    (r) => r.writeHead(200, { 'content-length': PNG.length }).write(PNG.subarray(0, 20), () => r.destroy()),
    'unavailable',
    true,
    /connection/,
  ],
];

describe('an answer of the service', () => {
  it.each(ANSWERS)('%s', async (_name, answer, code, retryable, message) => {
    const { run, service } = await startTrial({ apiKey: KEY }, KEY);
    service.answerWith(answer);
    const error = await failure(run());
    expect({ code: error.code, retryable: error.retryable }).toEqual({ code, retryable });
    expect(error.message).toMatch(message);
    expect(service.requests).toHaveLength(1);
    expect(JSON.stringify([error.message, String(error.cause)])).not.toContain(KEY);
    expect((await run()).at(-1)?.type).toBe('done');
  });

  it('401: the key that the service quotes does not get into the error', async () => {
    const { run } = await startTrial({ apiKey: KEY }, 'another');
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toContain('bad key [key]');
    expect(JSON.stringify([error, error.stack])).not.toContain(KEY);
  });

  it('does not take back the pictures that came before it', async () => {
    const { backend, service } = await startTrial();
    service.answerWith(
      (response) => response.end(PNG),
      (response) => response.writeHead(500).end(),
    );
    const types: string[] = [];
    const request = testRequest({ parameters: { num_images: 3 } });
    const run = async (): Promise<void> => {
      for await (const { type } of backend.generate(request, { signal: new AbortController().signal })) {
        types.push(type);
      }
    };
    await failure(run());
    expect(types).toEqual(['started', 'progress', 'image', 'progress']);
    expect(service.requests).toHaveLength(2);
  });
});

describe('Retry-After', () => {
  it('is kept to', async () => {
    const { run, service } = await startTrial();
    service.answerWith(later('0'), later(new Date(0).toUTCString()));
    expect((await run()).at(-1)?.type).toBe('done');
    expect(service.requests).toHaveLength(3);
  });

  it('ends in an error that may be tried again when the service goes on or asks for too much', async () => {
    const { run, service } = await startTrial();
    service.answerWith(later('0'), later('0'), later('0'));
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
    service.answerWith(later('3600'));
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
    expect(service.requests).toHaveLength(4);
  });
});

describe('a service that does not answer', () => {
  it('in time', async () => {
    const { run, service } = await startTrial({ timeoutMs: 50 });
    service.answerWith(() => {});
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).toContain('within 0.05 s');
  });

  it('in time with the whole picture', async () => {
    const { run, service } = await startTrial({ timeoutMs: 50 });
    service.answerWith((response) => response.write(PNG.subarray(0, 20)));
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('because it was killed in the middle', async () => {
    const { run, service } = await startTrial();
    service.answerWith(() => void service.kill());
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('is left at once on a cancel', async () => {
    const { run, service } = await startTrial();
    const controller = new AbortController();
    const left = Promise.withResolvers<void>();
    service.answerWith((response) => {
      response.on('close', left.resolve);
      controller.abort();
    });
    expect((await failure(run({}, controller.signal))).code).toBe('cancelled');
    await left.promise;
  });

  it('is left at once on dispose', async () => {
    const { run, service, backend } = await startTrial();
    service.answerWith(() => void backend.dispose());
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: false });
  });
});
