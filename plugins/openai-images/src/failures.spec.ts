import { BackendError, type BackendErrorCode } from '@cyberimage/core';
import { describe, expect, it } from 'vitest';
import { paintPng } from '@cyberimage/core/testing';
import { beginStream, refuse, sendEvent, sendJson, type Answer } from './testing/fake-images-server.js';
import { startTrial, testRequest, type Trial } from './testing/trial.js';

const KEY = 'sk-very-secret';
const PNG = paintPng('x');

/** What a failed run rejected with. */
async function failure(run: Promise<unknown>): Promise<BackendError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(BackendError.is(error), String(error)).toBe(true);
  return error as BackendError;
}

function picture(bytes: Buffer): Answer {
  return (response) => sendJson(response, 200, { data: [{ b64_json: bytes.toString('base64') }] });
}

/** Refuses for now and says when to come back: seconds, or a date. */
function later(retryAfter: string): Answer {
  return (response) => {
    response.setHeader('retry-after', retryAfter);
    refuse(response, 429, { message: 'slow down' });
  };
}

/** A stream that holds nothing but an error. */
function streamedError(error: object): Answer {
  return (response) => {
    beginStream(response);
    response.end(`event: error\ndata: ${JSON.stringify({ type: 'error', error })}\n\n`);
  };
}

const refuseIt: Answer = (response) => refuse(response, 400, { message: 'not that prompt' });

function startStreamingTrial(): Promise<Trial> {
  return startTrial({ partialImages: 1, apiKey: KEY }, { stream: 'yes', apiKey: KEY });
}

const HTML = Buffer.from('<!doctype html><title>Sign in</title>');
const MEMORY = { message: 'CUDA out of memory. Tried to allocate 2 GiB' };
const ANSWERS: readonly [string, Answer, BackendErrorCode, boolean, RegExp][] = [
  ['403', (r) => refuse(r, 403, { message: 'no' }), 'unavailable', false, /refuses the API key/],
  ['404', (r) => r.writeHead(404).end('page not found'), 'unavailable', false, /\/v1/],
  [
    '404 for a model',
    (r) => refuse(r, 404, { message: 'gone', code: 'model_not_found' }),
    'model-missing',
    false,
    /does not have the model/,
  ],
  [
    '400',
    (r) => refuse(r, 400, { message: 'bad size', param: 'size' }),
    'invalid-request',
    false,
    /bad size/,
  ],
  ['422', (r) => sendJson(r, 422, { detail: 'no' }), 'invalid-request', false, /refuses the request/],
  ['429', (r) => refuse(r, 429, { message: 'slow down' }), 'unavailable', true, /slow down/],
  [
    '429 for want of money',
    (r) => refuse(r, 429, { message: 'pay', code: 'insufficient_quota' }),
    'unavailable',
    false,
    /pay/,
  ],
  ['500', (r) => sendJson(r, 500, { error: 'boom' }), 'unavailable', true, /boom/],
  ['502 in HTML', (r) => r.writeHead(502).end(HTML), 'unavailable', true, /failed/],
  ['no memory', (r) => refuse(r, 500, MEMORY), 'out-of-memory', false, /2 GiB/],
  ['a redirect', (r) => r.writeHead(302, { location: '/login' }).end(), 'unavailable', false, /final one/],
  ['200 in HTML', (r) => r.end(HTML), 'internal', false, /not JSON/],
  ['odd JSON', (r) => sendJson(r, 200, null), 'internal', false, /not of the images protocol/],
  ['no picture', (r) => sendJson(r, 200, { data: [] }), 'internal', false, /without a picture/],
  [
    'an odd address',
    (r) => sendJson(r, 200, { data: [{ url: 'file:///etc/passwd' }] }),
    'internal',
    false,
    /web/,
  ],
  ['a truncated PNG', picture(PNG.subarray(0, -4)), 'unavailable', true, /cut short/],
  ['a truncated JPEG', picture(Buffer.from('ffd8ffe000104a46', 'hex')), 'unavailable', true, /cut short/],
  ['a truncated WebP', picture(Buffer.from('RIFF\xff\0\0\0WEBPVP8 ', 'latin1')), 'unavailable', true, /cut/],
  ['no picture at all', picture(HTML), 'internal', false, /3c21646f63747970/],
  ['a dropped connection', (r) => r.destroy(), 'unavailable', true, /ECONNRESET/],
  [
    'a connection dropped in the answer',
    (r) => r.writeHead(200, { 'content-length': 1000 }).write('{"data":', () => r.destroy()),
    'unavailable',
    true,
    /connection/,
  ],
];

describe('an answer of the server', () => {
  it.each(ANSWERS)('%s', async (_name, answer, code, retryable, message) => {
    const { run, server, logged } = await startTrial({ apiKey: KEY }, { apiKey: KEY });
    server.answerWith(answer);
    const error = await failure(run());
    expect({ code: error.code, retryable: error.retryable }).toEqual({ code, retryable });
    expect(error.message).toMatch(message);
    expect(server.asked).toHaveLength(1);
    expect(JSON.stringify([error.message, String(error.cause), logged])).not.toContain(KEY);
    expect((await run()).at(-1)?.type).toBe('done');
  });

  it.each([
    [404, false],
    [500, true],
  ])('an address whose picture is answered with %s', async (status, retryable) => {
    const { run, server } = await startTrial();
    const other = await startTrial();
    other.server.answerWith((response) => response.writeHead(status).end());
    const url = `${other.server.url}/images/generations?signature=secret`;
    server.answerWith((response) => sendJson(response, 200, { data: [{ url }] }));
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable });
    expect(error.message).toContain(`could not be fetched from ${new URL(url).host}: status ${status}`);
    expect(error.message).not.toContain('secret');
  });

  it('names the parameter that the server refuses', async () => {
    const { run, server } = await startTrial();
    server.answerWith((response) => refuse(response, 400, { message: 'too big', param: 'size' }));
    expect((await failure(run())).field).toBe('size');
  });

  it('401: the key that the server quotes does not get into the error', async () => {
    const { run, logged } = await startTrial({ apiKey: KEY, models: ['image-one'] }, { apiKey: 'another' });
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toContain('Incorrect API key provided: [key]');
    expect(JSON.stringify([error, error.stack, logged])).not.toContain(KEY);
  });
});

describe('Retry-After', () => {
  it('is kept to', async () => {
    const { run, server } = await startTrial();
    server.answerWith(later('0'), later(new Date(0).toUTCString()));
    expect((await run()).at(-1)?.type).toBe('done');
    expect(server.asked).toHaveLength(3);
  });

  it('ends in an error that may be tried again when the server goes on refusing or asks for too much', async () => {
    const { run, server } = await startTrial();
    server.answerWith(later('0'), later('0'), later('0'));
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
    server.answerWith(later('3600'));
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
    expect(server.asked).toHaveLength(4);
  });

  it('does not delay a cancel', async () => {
    const { run, server } = await startTrial();
    const controller = new AbortController();
    server.answerWith((response, request) => {
      later('50')(response, request);
      response.on('close', () => controller.abort());
    });
    expect((await failure(run({}, controller.signal))).code).toBe('cancelled');
  });
});

describe('a stream', () => {
  it('that ends before the picture may be tried again', async () => {
    const { run, server } = await startStreamingTrial();
    server.answerWith((response) => {
      beginStream(response);
      sendEvent(response, 'partial_image', PNG);
      response.end();
    });
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('that breaks off may be tried again', async () => {
    const { run, server } = await startStreamingTrial();
    server.answerWith((response) => {
      beginStream(response);
      sendEvent(response, 'partial_image', PNG);
      response.write('data: {"type":', () => response.destroy());
    });
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('with an error in it fails by what the error says', async () => {
    const { run, server } = await startStreamingTrial();
    server.answerWith(streamedError({ type: 'server_error', message: `oops ${KEY}` }));
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).not.toContain(KEY);
    server.answerWith(streamedError({ type: 'image_generation_user_error', message: 'not that' }));
    expect(await failure(run())).toMatchObject({ code: 'invalid-request', retryable: false });
  });

  it('is left at once on a cancel', async () => {
    const { backend, server } = await startStreamingTrial();
    const left = Promise.withResolvers<void>();
    server.answerWith((response) => {
      beginStream(response);
      sendEvent(response, 'partial_image', PNG);
      response.on('close', left.resolve);
    });
    const controller = new AbortController();
    const run = async (): Promise<void> => {
      for await (const { type } of backend.generate(testRequest(), { signal: controller.signal })) {
        if (type === 'preview') controller.abort();
      }
    };
    expect((await failure(run())).code).toBe('cancelled');
    await left.promise;
  });

  it('is refused for what is wrong with the request, not with streaming', async () => {
    const { run, server } = await startStreamingTrial();
    server.answerWith(refuseIt, refuseIt);
    expect(await failure(run())).toMatchObject({ code: 'invalid-request' });
    await run();
    expect(server.asked.map(({ stream }) => stream)).toEqual([true, undefined, true]);
  });
});

describe('a server that does not answer', () => {
  it('in time', async () => {
    const { run, server } = await startTrial({ timeoutMs: 50, models: ['image-one'] });
    server.answerWith(() => {});
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).toContain('within 0.05 s');
  });

  it('because it was killed in the middle', async () => {
    const { run, server } = await startTrial();
    server.answerWith(() => void server.kill());
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('is left at once on a cancel and on dispose', async () => {
    const { run, server, backend } = await startTrial();
    const controller = new AbortController();
    server.answerWith(() => controller.abort());
    expect((await failure(run({}, controller.signal))).code).toBe('cancelled');
    server.answerWith(() => void backend.dispose());
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: false });
  });

  it('fails the list of models in words', async () => {
    const { backend, server } = await startTrial();
    await server.kill();
    const error = await failure(backend.listModels());
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
  });
});
