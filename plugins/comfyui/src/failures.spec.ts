import { BackendError, type BackendErrorCode } from '@cyberimage/core';
import { describe, expect, it, vi } from 'vitest';
import { paintPng } from '@cyberimage/core/testing';
import { sendJson, type Answer, type FakeComfyUi } from './testing/fake-comfyui.js';
import { startTrial, testRequest } from './testing/trial.js';

async function failure(run: Promise<unknown>): Promise<BackendError> {
  const error: unknown = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(BackendError.is(error), String(error)).toBe(true);
  return error as BackendError;
}

const PNG = paintPng('x');
const HTML = '<!doctype html><title>Sign in</title>';
/** Before a run is submitted, one that an earlier attempt has left is asked for. */
const NOTHING_LEFT: Answer = (response) => sendJson(response, 200, {});
const DEAF: Answer = (response) => response.destroy();
const LATER: Answer = (response) => response.writeHead(429, { 'retry-after': '5' }).end('slow down');

const ANSWERS: readonly [string, string, Answer, BackendErrorCode, boolean, RegExp][] = [
  ['401', 'POST /prompt', (r) => r.writeHead(401).end(), 'unavailable', false, /credentials/],
  ['404', 'POST /prompt', (r) => r.writeHead(404).end(), 'unavailable', false, /not a ComfyUI/],
  ['429', 'POST /prompt', LATER, 'unavailable', true, /slow down/],
  ['500', 'POST /prompt', (r) => r.writeHead(500).end('boom'), 'unavailable', true, /boom/],
  ['400 in HTML', 'POST /prompt', (r) => r.writeHead(400).end(HTML), 'invalid-request', false, /Sign in/],
  ['200 in HTML', 'POST /prompt', (r) => r.end(HTML), 'internal', false, /not ComfyUI's/],
  ['other JSON', 'POST /prompt', (r) => sendJson(r, 200, { id: 1 }), 'internal', false, /not ComfyUI's/],
  ['a redirect', 'POST /prompt', (r) => r.writeHead(302).end(), 'unavailable', false, /final one/],
  ['a dropped connection', 'POST /prompt', (r) => r.destroy(), 'unavailable', true, /UND_ERR_SOCKET/],
  ['an odd history', 'GET /history', (r) => r.end('[1'), 'internal', false, /history/],
  ['500 for the picture', 'GET /view', (r) => r.writeHead(500).end(), 'unavailable', true, /failed/],
  ['HTML for the picture', 'GET /view', (r) => r.end(HTML), 'internal', false, /3c21646f63747970/],
  ['a truncated picture', 'GET /view', (r) => r.end(PNG.subarray(0, -4)), 'unavailable', true, /cut short/],
  [
    'a picture that breaks off',
    'GET /view',
    (r) => r.writeHead(200, { 'content-length': PNG.length }).write(PNG.subarray(0, 9), () => r.destroy()),
    'unavailable',
    true,
    /connection/,
  ],
];

describe('an answer of the server', () => {
  it.each(ANSWERS)('%s to %s', async (_name, route, answer, code, retryable, message) => {
    const { run, server } = await startTrial();
    server.answerWith(route, answer);
    const error = await failure(run());
    expect({ code: error.code, retryable: error.retryable }).toEqual({ code, retryable });
    expect(error.message).toMatch(message);
    expect(server.queued).toEqual([]);
    expect((await run()).at(-1)?.type).toBe('done');
  });

  it('that quotes the credentials does not get them into the error', async () => {
    const { backend } = await startTrial(
      { authorization: 'Basic other' },
      { authorization: 'Basic c2VjcmV0' },
    );
    const error = await failure(backend.listModels());
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toContain('[credentials]');
    expect(JSON.stringify([error, error.stack])).not.toContain('c2VjcmV0');
  });
});

describe('a graph that the server refuses', () => {
  it('names the parameter and the words of the node', async () => {
    const { run, server } = await startTrial();
    const errors = [
      {
        type: 'value_bigger_than_max',
        message: 'Too big',
        details: 'steps',
        extra_info: { input_name: 'steps' },
      },
    ];
    const node_errors = { sampler: { errors, class_type: 'KSampler' } };
    server.answerWith('POST /prompt', (response) => sendJson(response, 400, { error: {}, node_errors }));
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'invalid-request', retryable: false, field: 'steps' });
    expect(error.message).toContain('KSampler sampler.steps: Too big steps');
  });

  it('gives its general reason where no node is at fault', async () => {
    const { run, server } = await startTrial();
    const answer = { error: { type: 'prompt_no_outputs', message: 'Prompt has no outputs', details: '' } };
    server.answerWith('POST /prompt', (response) => sendJson(response, 400, answer));
    expect((await failure(run())).message).toContain('Prompt has no outputs');
  });

  it('for a checkpoint that is gone is about the model', async () => {
    const { run, server, backend } = await startTrial();
    await backend.listModels();
    const errors = [{ type: 'value_not_in_list', message: 'no', extra_info: { input_name: 'ckpt_name' } }];
    const node_errors = { checkpoint: { errors, class_type: 'CheckpointLoaderSimple' } };
    server.answerWith('POST /prompt', (response) => sendJson(response, 400, { error: {}, node_errors }));
    expect(await failure(run())).toMatchObject({ code: 'model-missing', field: 'model' });
  });

  it('in part is run, with a warning', async () => {
    const { run, server } = await startTrial({ sockets: false });
    const node_errors = { x: { errors: [{ message: 'Value not in list' }], class_type: 'SaveVideo' } };
    server.answerWith('POST /prompt', (response) => {
      server.enqueueForeign('theirs');
      sendJson(response, 200, { prompt_id: 'theirs', node_errors });
    });
    const events = await run();
    expect(events.find(({ type }) => type === 'warning')).toMatchObject({ code: 'graph-partly-refused' });
  });
});

describe('a run that fails on the server', () => {
  it.each([
    ['RuntimeError', 'shapes do not fit', 'internal'],
    ['torch.OutOfMemoryError', 'Allocation on device', 'out-of-memory'],
    ['RuntimeError', 'CUDA error: out of memory', 'out-of-memory'],
  ])('%s: %s is %s', async (type, message, code) => {
    const { run, server } = await startTrial();
    server.failing = { classType: 'KSampler', type, message };
    const error = await failure(run());
    expect(error).toMatchObject({ code, retryable: false });
    expect(error.message).toContain(`KSampler failed on the server: ${message}`);
    expect((await run()).at(-1)?.type).toBe('done');
  });

  it('because somebody interrupted it there says so', async () => {
    const { run, server } = await startTrial();
    server.onStep = (step) => {
      if (step === 2) server.interrupt();
    };
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error.message).toContain('interrupted on the server');
  });

  it('to give a picture says what the graph lacks', async () => {
    const graph = { 1: { class_type: 'CLIPTextEncode', inputs: { text: '{{prompt}}' } } };
    const { backend } = await startTrial({}, { graph: JSON.stringify(graph) });
    const request = { ...testRequest(), model: 'graph', parameters: { prompt: 'x', num_images: 1 } };
    const run = async (): Promise<void> => {
      for await (const _ of backend.generate(request, { signal: new AbortController().signal }));
    };
    expect((await failure(run())).message).toContain('SaveImage');
  });
});

describe('a server that goes', () => {
  it('when its WebSocket drops the run goes on, and messages come again', async () => {
    const { backend, server } = await startTrial({}, { pollMs: 5 });
    const reconnected = Promise.withResolvers<void>();
    const shown = Promise.withResolvers<void>();
    server.onStep = async (step) => {
      if (step === 2) {
        server.dropSockets();
        server.onSocket = reconnected.resolve;
        await reconnected.promise;
      }
      if (step === 3) await shown.promise;
    };
    const types: string[] = [];
    for await (const event of backend.generate(testRequest(), { signal: new AbortController().signal })) {
      types.push(event.type);
      if (event.type === 'progress' && event.phase === 'denoise' && event.step === 2) shown.resolve();
    }
    expect(types.at(-1)).toBe('done');
  });

  it('and comes again without the run: it may be tried again', async () => {
    const { run, server } = await startTrial({}, { pollMs: 5 });
    server.onStep = async (step) => {
      if (step === 2) await server.restart();
    };
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).toContain('restarted');
    server.onStep = undefined;
    expect((await run()).at(-1)?.type).toBe('done');
  });

  it.each([true, false])('for good, with a WebSocket: %s', async (sockets) => {
    const { run, server } = await startTrial({ sockets }, { pollMs: 5 });
    server.onStep = async (step) => {
      if (step === 2) await server.kill();
    };
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).toContain('ECONNREFUSED');
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('is asked once more for a run that ends between two questions', async () => {
    const { run, server } = await startTrial();
    server.answerWith('GET /history', NOTHING_LEFT, NOTHING_LEFT);
    expect((await run()).at(-1)?.type).toBe('done');
  });

  it('deaf for a moment is asked again', async () => {
    const { run, server } = await startTrial({ sockets: false });
    server.answerWith('GET /history', NOTHING_LEFT, DEAF, DEAF, DEAF);
    expect((await run()).at(-1)?.type).toBe('done');
  });
});

/** Holds every run at its first step, for ever. */
function holdRuns(server: FakeComfyUi): void {
  server.onStep = async () => new Promise(() => {});
}

describe('a run that is given up', () => {
  it.each([true, false])('is interrupted when it is the one that runs; WebSocket: %s', async (sockets) => {
    const { run, server } = await startTrial({ sockets });
    const controller = new AbortController();
    let ours = '';
    server.onStep = async (_step, promptId) => {
      ours = promptId;
      controller.abort();
      await server.asked(/POST \/interrupt/);
    };
    expect((await failure(run({}, controller.signal))).code).toBe('cancelled');
    expect(new Set(server.interrupts)).toEqual(new Set([ours]));
    server.onStep = undefined;
    expect((await run()).at(-1)?.type).toBe('done');
  });

  it('is taken out of the queue when another runs, which is not touched', async () => {
    const { run, server } = await startTrial({ ownIds: true, sockets: false });
    holdRuns(server);
    server.enqueueForeign('theirs');
    const controller = new AbortController();
    const running = failure(run({}, controller.signal));
    await server.asked(/POST \/prompt/);
    expect(server.queued).toEqual(['theirs', 'own-0']);
    controller.abort();
    expect((await running).code).toBe('cancelled');
    expect(server.queued).toEqual(['theirs']);
    expect(server.routes).not.toContain('POST /interrupt');
  });

  it.each([true, false])('is taken off the server when no answer told its id, own: %s', async (ownIds) => {
    const { run, server } = await startTrial({ ownIds });
    holdRuns(server);
    server.loseAnswers = true;
    server.enqueueForeign('theirs');
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: true });
    expect(server.prompts).toHaveLength(1);
    expect(server.queued).toEqual(['theirs']);
  });

  it('for its time is taken off the server', async () => {
    const { run, server } = await startTrial({}, { timeoutMs: 100 });
    server.onStep = async () => server.asked(/POST \/interrupt/);
    const error = await failure(run());
    expect(error).toMatchObject({ code: 'unavailable', retryable: true });
    expect(error.message).toContain('within 0.1 s');
    await vi.waitFor(() => expect(server.queued).toEqual([]));
  });

  it('on dispose is taken off the server', async () => {
    const { run, server, backend } = await startTrial();
    const disposed = Promise.withResolvers<void>();
    server.onStep = async () => {
      disposed.resolve(backend.dispose());
      await server.asked(/POST \/interrupt/);
    };
    expect(await failure(run())).toMatchObject({ code: 'unavailable', retryable: false });
    await disposed.promise;
    expect(server.routes).toContain('POST /interrupt');
  });

  it('by a reader that stops reading is taken off the server', async () => {
    const { backend, server } = await startTrial();
    server.onStep = async (step) => {
      if (step === 2) await server.asked(/POST \/interrupt/);
    };
    for await (const event of backend.generate(testRequest(), { signal: new AbortController().signal })) {
      if (event.type === 'progress' && event.phase === 'denoise') break;
    }
    expect(server.routes).toContain('POST /interrupt');
  });
});
