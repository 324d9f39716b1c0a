import type { GenerationEvent, GenerationRequest } from '@cyberimage/core';
import { afterEach, describe, expect, it } from 'vitest';
import { ComfyUiBackend } from './comfyui-backend.js';
import { FakeComfyUi, type FakeComfyUiOptions } from './testing/fake-comfyui.js';
import { comfyUiSettings, testRequest } from './testing/trial.js';

const KINDS: readonly [string, FakeComfyUiOptions][] = [
  ['with a WebSocket', {}],
  ['without a WebSocket', { sockets: false }],
  ['that chooses ids itself', { ownIds: true }],
];

const signal = new AbortController().signal;

/** The first was of the process that died. */
const expectSecondLook = (server: FakeComfyUi): Promise<void> =>
  expect.poll(() => server.routes.filter((route) => route === 'GET /queue').length).toBeGreaterThanOrEqual(2);

const pictures = (events: readonly GenerationEvent[]): GenerationEvent[] =>
  events.filter(({ type }) => type === 'image');

describe.each(KINDS)('what a killed process has left on a server %s', (_name, options) => {
  const cleanups: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
  });

  async function startServer(): Promise<FakeComfyUi> {
    const server = await FakeComfyUi.start(options);
    cleanups.push(() => server.kill());
    return server;
  }

  function newBackend(server: FakeComfyUi): ComfyUiBackend {
    const backend = new ComfyUiBackend(comfyUiSettings(server.url, options), '/nowhere');
    cleanups.push(() => backend.dispose());
    return backend;
  }

  async function make(server: FakeComfyUi, request: GenerationRequest): Promise<GenerationEvent[]> {
    const events: GenerationEvent[] = [];
    for await (const event of newBackend(server).generate(request, { signal })) events.push(event);
    return events;
  }

  /** A backend that nobody asks any further is as good as dead to the server. */
  async function submitAndDie(server: FakeComfyUi, request: GenerationRequest): Promise<void> {
    const running = newBackend(server).generate(request, { signal });
    const submit = async (): Promise<void> => {
      while (server.prompts.length === 0) await running.next();
    };
    // What becomes of the run is nothing to a process that is dead.
    submit().catch(() => undefined);
    await server.asked(/POST \/prompt/);
  }

  /** Another attempt has met the run, which does not end before it is told to. */
  async function meetHeldRun(server: FakeComfyUi, behind: readonly string[] = []) {
    const held = Promise.withResolvers<void>();
    server.onStep = () => held.promise;
    for (const foreign of behind) server.enqueueForeign(foreign);
    const request = testRequest();
    await submitAndDie(server, request);
    const made = make(server, request);
    await expectSecondLook(server);
    return { made, goOn: held.resolve };
  }

  it('is waited for when it runs', async () => {
    const server = await startServer();
    const { made, goOn } = await meetHeldRun(server);
    goOn();
    expect(pictures(await made)).toHaveLength(1);
    expect(server.prompts).toHaveLength(1);
    expect(server.interrupts).toEqual([]);
  });

  it('is waited for when it is behind somebody else’s', async () => {
    const server = await startServer();
    const { made, goOn } = await meetHeldRun(server, ['theirs']);
    goOn();
    expect(pictures(await made)).toHaveLength(1);
    expect(server.prompts).toHaveLength(1);
  });

  it('is taken when it has ended', async () => {
    const server = await startServer();
    const request = testRequest();
    await submitAndDie(server, request);
    await expect.poll(() => server.queued).toEqual([]);
    expect(pictures(await make(server, request))).toHaveLength(1);
    // An id that the server chose cannot be asked for afterwards; its cache has the picture.
    expect(server.prompts).toHaveLength(options.ownIds ? 2 : 1);
    expect(server.files.size).toBe(1);
  });

  it('is made anew when it was interrupted', async () => {
    const server = await startServer();
    server.onStep = () => server.interrupt();
    const request = testRequest();
    await submitAndDie(server, request);
    await expect.poll(() => server.queued).toEqual([]);
    server.onStep = undefined;
    expect(pictures(await make(server, request))).toHaveLength(1);
    expect(server.prompts).toHaveLength(2);
  });

  it('is made anew when it is interrupted while it is waited for', async () => {
    const server = await startServer();
    const { made, goOn } = await meetHeldRun(server);
    server.interrupt();
    goOn();
    expect(pictures(await made)).toHaveLength(1);
    expect(server.prompts).toHaveLength(2);
  });

  it('is made anew when its file is gone', async () => {
    const server = await startServer();
    const request = testRequest();
    await submitAndDie(server, request);
    await expect.poll(() => server.queued).toEqual([]);
    server.files.clear();
    expect(pictures(await make(server, request))).toHaveLength(1);
  });

  it('is not taken for a job that has been edited', async () => {
    const server = await startServer();
    const request = testRequest();
    await submitAndDie(server, request);
    await expect.poll(() => server.queued).toEqual([]);
    const edited = { ...request, parameters: { ...request.parameters, prompt: 'a red robot' } };
    expect(pictures(await make(server, edited))).toHaveLength(1);
    expect(server.files.size).toBe(2);
  });
});
