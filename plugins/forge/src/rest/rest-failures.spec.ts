import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GenerationRequest } from '@cyberimage/core';
import type { ForgeBackend } from '../forge-backend.js';
import { eventually } from '../testing/eventually.js';
import { FakeForge, type FaultAction, type FaultPoint } from '../testing/fake-forge.js';
import { backendFor, requestFor, run, type Run } from '../testing/run-backend.js';

let fake: FakeForge;
let backend: ForgeBackend;
let request: GenerationRequest;
let undisturbed: Run;

beforeEach(async () => {
  fake = await new FakeForge().start();
  backend = backendFor(fake.url);
  request = await requestFor(backend);
  undisturbed = await run(backend, { ...request, jobId: 'another' });
});

afterEach(async () => {
  fake.pace.release();
  await backend.dispose();
  await fake.stop();
});

const interrupts = () => fake.requests.filter(({ path }) => path === '/sdapi/v1/interrupt').length;

/** The same request again gives the picture that an undisturbed run gives, and leaves nothing on the server. */
async function expectRetryToWork(): Promise<void> {
  const { images, error } = await run(backend, request);
  expect(error).toBeUndefined();
  expect(images.map(({ content }) => content)).toEqual(undisturbed.images.map(({ content }) => content));
  expect(fake.process.pending).toEqual([]);
  expect(fake.process.currentTask).toBeUndefined();
}

describe('a server that breaks', () => {
  const points: FaultPoint[] = ['txt2img', 'load', 'denoise', 'finish', 'reply'];
  const actions: FaultAction[] = ['drop', 'die', 'restart'];
  const cases = points.flatMap((point) => actions.map((action) => [point, action] as const));

  it.each([...cases, ['txt2img', 'bad-gateway'] as const])(
    'at %s by %s ends the attempt, and a retry helps',
    async (point, action) => {
      fake.breakAt(point, action);
      const { images, error } = await run(backend, request);
      expect(error).toMatchObject({ name: 'BackendError', code: 'unavailable', retryable: true });
      expect(images).toEqual([]);
      if (action === 'die' && point !== 'reply') await fake.start();
      await expectRetryToWork();
    },
  );

  it.each([
    ['drop', 'reply', 'it had finished the picture, which it does not keep'],
    ['restart', 'denoise', 'it knows nothing of this picture, as after a restart'],
    ['die', 'denoise', 'it does not answer at all now'],
  ] as const)('by %s at %s says: %s', async (action, point, what) => {
    fake.breakAt(point, action);
    const { error } = await run(backend, request);
    expect(error!.message).toMatch(/^the connection to 127\.0\.0\.1:\d+ broke off \(\w+\); /);
    expect(error!.message).toContain(what);
  });

  it('in the midst of several pictures has only the missing ones made again', async () => {
    const several = await requestFor(backend, { num_images: 2 });
    const kept: number[] = [];
    let resumeFrom: Uint8Array | undefined;
    const running = (async () => {
      for await (const event of backend.generate(several, { signal: new AbortController().signal })) {
        if (event.type === 'checkpoint') resumeFrom = event.data;
        if (event.type !== 'image') continue;
        kept.push(event.index);
        fake.breakAt('denoise', 'die');
      }
    })();
    await expect(running).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    expect(kept).toEqual([0]);
    await fake.start();
    const { signal } = new AbortController();
    for await (const event of backend.generate(several, { signal, resumeFrom: resumeFrom! })) {
      if (event.type === 'image') kept.push(event.index);
    }
    expect(kept).toEqual([0, 1]);
    expect(fake.txt2imgBodies.map(({ seed }) => seed)).toEqual([42, 42, 43, 43]);
  });

  it('while only its progress fails makes no difference', async () => {
    fake.breakAt('progress', 'bad-gateway');
    await expectRetryToWork();
  });
});

describe('a picture whose reply was lost', () => {
  it('is stopped on the server where it still runs', async () => {
    const finishing = fake.pace.holdAt('finish');
    fake.breakAt('denoise', 'drop');
    const { error } = await run(backend, request);
    await finishing;
    expect(error!.message).toContain('it was told to stop the work on this picture');
    await eventually(() => interrupts() > 0);
    fake.pace.release();
    await expectRetryToWork();
  });

  it('is stopped before it is made anew after a restart of our side', async () => {
    const reached = fake.pace.holdAt('denoise');
    const body = JSON.stringify({
      steps: 50,
      width: 64,
      height: 64,
      force_task_id: 'task(cyberimage-job-0)',
    });
    const lost = fetch(`${fake.url}/sdapi/v1/txt2img`, { method: 'POST', body });
    await reached;
    const retrying = expectRetryToWork();
    await eventually(() => interrupts() > 0);
    expect(fake.txt2imgBodies).toHaveLength(2);
    fake.pace.release();
    await retrying;
    await lost;
  });

  it('is not sent a second time while it waits in the server’s queue', async () => {
    const reached = fake.pace.holdAt('denoise');
    const post = (body: object) =>
      fetch(`${fake.url}/sdapi/v1/txt2img`, { method: 'POST', body: JSON.stringify({ ...body, steps: 1 }) });
    const theirs = post({});
    await reached;
    const lost = post({ force_task_id: 'task(cyberimage-job-0)' });
    await eventually(() => fake.process.pending.length === 1);
    await backend.dispose();
    backend = backendFor(fake.url, { timeoutSeconds: 0.1 });
    const { error } = await run(backend, request);
    expect(error).toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: 'an earlier attempt still waits in the server’s queue',
    });
    expect(fake.txt2imgBodies).toHaveLength(3);
    expect(interrupts()).toBe(0);
    fake.pace.release();
    await Promise.all([theirs, lost]);
  });

  it('is made anew at once where the server only forgot to forget a failed task', async () => {
    const failing = await requestFor(backend, { prompt: 'out of memory' });
    await run(backend, failing);
    expect(fake.process.currentTask).toBe('task(cyberimage-job-0)');
    await expectRetryToWork();
    expect(interrupts()).toBe(0);
  });
});

describe('a server that hangs', () => {
  it('on a picture is left at the time limit, for good if it worked on it all the time', async () => {
    await backend.dispose();
    backend = backendFor(fake.url, { timeoutSeconds: 0.5 });
    const hanging = fake.pace.holdAt('denoise');
    const running = run(backend, request);
    await hanging;
    const { error } = await running;
    expect(error).toMatchObject({ code: 'unavailable', retryable: false });
    expect(error!.message).toContain(
      'did not answer within 0.5 s; the picture takes longer than the time limit',
    );
    await eventually(() => interrupts() > 0);
  });

  it('before the picture is begun is left at the time limit, and a retry may help', async () => {
    await backend.dispose();
    backend = backendFor(fake.url, { timeoutSeconds: 0.5 });
    fake.breakAt('txt2img', 'hang');
    expect((await run(backend, request)).error).toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('on every question counts as gone long before the time limit', async () => {
    await backend.dispose();
    backend = backendFor(fake.url, {}, { silenceMs: 0, pollTimeoutMs: 50 });
    const reached = fake.pace.holdAt('denoise');
    const running = run(backend, request);
    await reached;
    fake.breakAt('progress', 'hang');
    expect((await running).error).toMatchObject({ code: 'unavailable', retryable: true });
  });
});
