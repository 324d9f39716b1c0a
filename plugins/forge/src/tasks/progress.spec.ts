import { afterEach, describe, expect, it } from 'vitest';
import type { GenerationEvent } from '@cyberimage/core';
import type { ForgeBackend } from '../forge-backend.js';
import { eventually } from '../testing/eventually.js';
import { FakeForge, type FakeForgeOptions } from '../testing/fake-forge.js';
import { backendFor, requestFor, run } from '../testing/run-backend.js';

let fake: FakeForge;
let backend: ForgeBackend;

async function begin(options: FakeForgeOptions = {}, settings: Record<string, string | boolean> = {}) {
  fake = await new FakeForge(options).start();
  backend = backendFor(fake.url, settings);
}

afterEach(async () => {
  fake.pace.release();
  await backend.dispose();
  await fake.stop();
});

/** Events up to the first of `type`. */
async function until(events: AsyncGenerator<GenerationEvent>, type: string): Promise<GenerationEvent> {
  for (;;) {
    const next = await events.next();
    if (next.done === true) throw new Error(`there was no ${type}`);
    if (next.value.type === type) return next.value;
  }
}

async function generate(signal = new AbortController().signal): Promise<AsyncGenerator<GenerationEvent>> {
  return backend.generate(await requestFor(backend), { signal });
}

/** Another client's job, stopped at its first step. */
async function occupy(): Promise<{ body: Promise<{ images: string[] }> }> {
  const reached = fake.pace.holdAt('denoise');
  const body = '{"prompt":"theirs","steps":2,"width":64,"height":64,"force_task_id":"task(theirs)"}';
  const reply = fetch(`${fake.url}/sdapi/v1/txt2img`, { method: 'POST', body });
  await reached;
  return { body: reply.then((response) => response.json() as Promise<{ images: string[] }>) };
}

const interrupts = () => fake.requests.filter(({ path }) => path === '/sdapi/v1/interrupt').length;

describe('progress and previews', () => {
  it('come by task id', async () => {
    await begin();
    const reached = fake.pace.holdAt('denoise');
    const events = await generate();
    const [preview] = await Promise.all([until(events, 'preview'), reached]);
    expect(preview).toMatchObject({ index: 0, mediaType: 'image/png' });
    fake.pace.release();
    await until(events, 'done');
  });

  it('are not asked for where nobody looks at them', async () => {
    await begin();
    const { signal } = new AbortController();
    const { events } = await run(backend, await requestFor(backend), signal, { previews: false });
    expect(events.at(-1)).toEqual({ type: 'done' });
    expect(events.filter(({ type }) => type === 'preview')).toEqual([]);
    const polls = fake.requests.filter(({ path }) => path === '/internal/progress');
    expect(polls.length).toBeGreaterThan(0);
    for (const { text } of polls) expect(JSON.parse(text)).toMatchObject({ live_preview: false });
  });

  it('never show another client’s job', async () => {
    await begin();
    const theirs = await occupy();
    const events: GenerationEvent[] = [];
    const running = (async () => {
      for await (const event of await generate()) events.push(event);
    })();
    await eventually(() => fake.requests.filter(({ path }) => path === '/internal/progress').length > 4);
    expect(events.map(({ type }) => type)).toEqual(['started', 'progress']);
    fake.pace.release();
    await Promise.all([theirs.body, running]);
    expect(events.at(-1)).toEqual({ type: 'done' });
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('on an API-only server need it to be dedicated (%s)', async (dedicated, count) => {
    await begin({ noWebUi: true }, { dedicated });
    const reached = fake.pace.holdAt('denoise');
    const running = run(backend, await requestFor(backend));
    await reached;
    const asked = fake.requests.length;
    await eventually(() => fake.requests.length > asked + 4);
    fake.pace.release();
    const { events } = await running;
    const denoising = events.filter((event) => event.type === 'progress' && event.phase === 'denoise');
    expect(Math.min(1, denoising.length)).toBe(count);
    expect(events.some(({ type }) => type === 'preview')).toBe(false);
  });
});

describe('cancelling', () => {
  it('interrupts our running task', async () => {
    await begin();
    const reached = fake.pace.holdAt('denoise');
    const controller = new AbortController();
    const events = await generate(controller.signal);
    const preview = await until(events, 'preview');
    expect(preview.type).toBe('preview');
    await reached;
    controller.abort();
    await expect(until(events, 'done')).rejects.toMatchObject({ code: 'cancelled' });
    await eventually(() => interrupts() > 0);
    expect(fake.process.state.interrupted).toBe(true);
  });

  it('leaves another client’s job alone and stops ours when its turn comes', async () => {
    await begin();
    const theirs = await occupy();
    const controller = new AbortController();
    const running = run(backend, await requestFor(backend), controller.signal);
    await eventually(() => fake.process.pending.length === 1);
    controller.abort();
    expect((await running).error).toMatchObject({ code: 'cancelled' });
    const asked = fake.requests.length;
    await eventually(() => fake.requests.length > asked + 4);
    expect(interrupts()).toBe(0);
    fake.pace.release();
    await fake.pace.holdAt('load');
    await eventually(() => interrupts() > 0);
    expect((await theirs.body).images).toHaveLength(1);
    expect(fake.process.currentTask).toBe('task(cyberimage-job-0)');
    expect(fake.process.state.interrupted).toBe(true);
  });

  it.each([
    [false, 0],
    [true, 1],
  ])('on an API-only server interrupts only if it is dedicated (%s)', async (dedicated, count) => {
    await begin({ noWebUi: true }, { dedicated });
    const reached = fake.pace.holdAt('denoise');
    const controller = new AbortController();
    const running = run(backend, await requestFor(backend), controller.signal);
    await reached;
    controller.abort();
    expect((await running).error).toMatchObject({ code: 'cancelled' });
    await backend.dispose();
    expect(interrupts()).toBe(count);
  });

  it('happens when the backend is disposed of in the midst of a picture', async () => {
    await begin();
    const reached = fake.pace.holdAt('denoise');
    const running = run(backend, await requestFor(backend));
    await reached;
    const disposing = backend.dispose();
    await eventually(() => interrupts() > 0);
    fake.pace.release();
    await Promise.all([disposing, running]);
    expect(fake.process.state.interrupted).toBe(true);
  });

  it('happens when the host stops listening', async () => {
    await begin();
    const reached = fake.pace.holdAt('denoise');
    const events = await generate();
    await until(events, 'preview');
    await reached;
    await events.return(undefined);
    await eventually(() => interrupts() > 0);
    expect(interrupts()).toBeGreaterThan(0);
  });
});
