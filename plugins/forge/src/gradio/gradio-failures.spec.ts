import type { GenerationRequest } from '@cyberimage/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ForgeBackend } from '../forge-backend.js';
import { eventually } from '../testing/eventually.js';
import { FakeForge, type FaultAction, type FaultPoint } from '../testing/fake-forge.js';
import { backendFor, requestFor, run, type Run } from '../testing/run-backend.js';

let fake: FakeForge;
let backend: ForgeBackend;
let request: GenerationRequest;
let undisturbed: Run;

beforeEach(async () => {
  fake = await new FakeForge({ api: false }).start();
  backend = backendFor(fake.url);
  request = await requestFor(backend);
  undisturbed = await run(backend, { ...request, jobId: 'another' });
});

afterEach(async () => {
  fake.pace.release();
  await backend.dispose();
  await fake.stop();
});

async function expectRetryToWork(): Promise<void> {
  const { images, error } = await run(backend, request);
  expect(error).toBeUndefined();
  expect(images.map(({ content }) => content)).toEqual(undisturbed.images.map(({ content }) => content));
  expect(fake.process.pending).toEqual([]);
  expect(fake.process.currentTask).toBeUndefined();
}

describe('a web UI that breaks', () => {
  const points: FaultPoint[] = ['join', 'stream', 'load', 'denoise', 'finish'];
  const actions: FaultAction[] = ['drop', 'die', 'restart', 'bad-gateway'];
  const cases = points
    .flatMap((point) => actions.map((action) => [point, action] as const))
    .filter(([point, action]) => action !== 'bad-gateway' || point === 'join');

  it.each(cases)('at %s by %s ends the attempt, and a retry helps', async (point, action) => {
    fake.breakAt(point, action);
    const { images, error } = await run(backend, request);
    expect(error).toMatchObject({ name: 'BackendError', code: 'unavailable', retryable: true });
    expect(images).toEqual([]);
    if (action === 'die') await fake.start();
    await expectRetryToWork();
  });

  it('in the midst of the picture’s download has it sent again, not made again', async () => {
    fake.breakAt('reply', 'drop');
    const jobs = fake.process.jobs;
    await expectRetryToWork();
    expect(fake.process.jobs).toBe(jobs + 1);
  });

  it('while it works on the picture is told to stop', async () => {
    const finishing = fake.pace.holdAt('finish');
    fake.breakAt('denoise', 'drop');
    const { error } = await run(backend, request);
    await finishing;
    expect(error!.message).toContain('it was told to stop the work on this picture');
    await eventually(() => fake.process.state.interrupted);
    fake.pace.release();
    await expectRetryToWork();
  });
});
