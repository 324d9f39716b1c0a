import { afterEach, describe, expect, it } from 'vitest';
import { collect, isRunning, request, TestHost } from './fixtures/test-host.js';

let test: TestHost;

async function start(...args: ConstructorParameters<typeof TestHost>): Promise<TestHost> {
  test = new TestHost(...args);
  await test.host.onApplicationBootstrap();
  return test;
}

afterEach(async () => test.close());

describe('a well-behaved backend', () => {
  it('shows its state, its device and its models', async () => {
    await start(['steady']);
    expect(test.host.statuses()[0]).toMatchObject({ instanceId: 'steady', state: 'starting', restarts: 0 });

    const models = await test.host.models();
    expect(models.map(({ instanceId, model }) => [instanceId, model.id])).toEqual([['steady', 'squares']]);
    expect(test.host.statuses()[0]).toMatchObject({
      displayName: 'Fixture: steady',
      version: '1.2.3',
      state: 'ready',
      device: { kind: 'cpu', label: 'fixture' },
    });
  });

  it('finds a model by its id, plain and with the instance', async () => {
    await start(['steady']);
    expect(await test.host.find('squares')).toMatchObject({ instanceId: 'steady' });
    expect(await test.host.find('steady/squares')).toMatchObject({ instanceId: 'steady' });
    expect(await test.host.find('circles')).toBeUndefined();
  });

  it('accepts and refuses as data', async () => {
    await start(['steady']);
    expect(await test.host.check('steady', request({}))).toEqual({
      accepted: true,
      adjustments: [],
      estimate: { seconds: 0.1 },
    });
    expect(await test.host.check('steady', request({ prompt: 'refuse me' }))).toMatchObject({
      accepted: false,
      reasons: [{ field: 'prompt', code: 'refused' }],
    });
  });

  it('streams events in order, with bigints and bytes intact', async () => {
    await start(['steady']);
    const events = await test.generate('steady', { steps: 2, num_images: 2 });
    expect(events.map(({ type }) => type)).toEqual(
      'started progress progress image progress progress image done'.split(' '),
    );
    const images = events.filter((event) => event.type === 'image');
    expect(images.map(({ seed }) => seed)).toEqual([2n ** 63n + 5n, 2n ** 63n + 6n]);
    expect(images[1]?.content.data).toEqual(new Uint8Array(48).fill(6));
  });

  it('gets what it is to resume from, and whether previews are welcome', async () => {
    await start(['steady']);
    const { signal } = new AbortController();
    const options = { signal, resumeFrom: new Uint8Array(5), previews: false };
    const events = await collect(test.host.generate('steady', request({}), options));
    const image = events.find((event) => event.type === 'image');
    expect(image?.metadata).toMatchObject({ resumed: 5, previews: false });
  });

  it('serves a second request after the first', async () => {
    await start(['steady']);
    const [first, second] = await Promise.all([
      test.generate('steady', { num_images: 2 }),
      test.generate('steady', {}),
    ]);
    expect([first?.at(-1)?.type, second?.at(-1)?.type]).toEqual(['done', 'done']);
    expect(test.host.statuses()[0]?.restarts).toBe(0);
  });

  it('leaves no process behind', async () => {
    await start(['steady']);
    const { pid } = await test.ready('steady');
    expect(isRunning(pid)).toBe(true);
    await test.host.onApplicationShutdown();
    expect(isRunning(pid)).toBe(false);
    expect(test.host.statuses()[0]?.state).toBe('stopped');
  });
});

describe('cancelling', () => {
  it('asks first', async () => {
    await start(['steady'], { graceMs: 30_000 });
    const controller = new AbortController();
    const generate = async (): Promise<void> => {
      const options = { signal: controller.signal };
      for await (const event of test.host.generate('steady', request({ steps: 50 }), options)) {
        if (event.type === 'progress') controller.abort();
      }
    };
    await expect(generate()).rejects.toMatchObject({ code: 'cancelled', retryable: false });
    expect(test.host.statuses()[0]).toMatchObject({ state: 'ready', restarts: 0 });
  });

  it.each(['deaf', 'blocked'])('ends the process of a backend that is %s', async (prompt) => {
    await start(['troubled']);
    const { pid } = await test.ready('troubled');
    const controller = new AbortController();
    const generate = async (): Promise<void> => {
      const options = { signal: controller.signal };
      for await (const event of test.host.generate('troubled', request({ prompt }), options)) {
        if (event.type === 'started') controller.abort();
      }
    };
    await expect(generate()).rejects.toMatchObject({ code: 'cancelled' });
    expect(isRunning(pid)).toBe(false);
    const next = await test.generate('troubled', { prompt: 'prints' });
    expect(next.at(-1)?.type).toBe('done');
  });
});

describe('cancelling before the work has begun', () => {
  it('does not disturb the request at work', async () => {
    await start(['steady'], { settings: { steady: { stepDelayMs: 5 } } });
    const first = test.generate('steady', { steps: 20 });
    const controller = new AbortController();
    const second = test.generate('steady', {}, controller.signal);
    const third = test.generate('steady', {});
    controller.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    expect((await first).at(-1)?.type).toBe('done');
    expect((await third).at(-1)?.type).toBe('done');
  });

  it('does not wait for a backend that is still starting', async () => {
    await start(['hangs-in-describe']);
    const controller = new AbortController();
    const waiting = test.generate('hangs-in-describe', {}, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(test.generate('hangs-in-describe', {}, controller.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

describe('leaving the loop early', () => {
  it('ends the work too', async () => {
    await start(['steady'], { graceMs: 30_000 });
    const { signal } = new AbortController();
    for await (const event of test.host.generate('steady', request({ steps: 50 }), { signal })) {
      if (event.type === 'progress') break;
    }
    expect((await test.generate('steady', {})).at(-1)?.type).toBe('done');
    expect(test.host.statuses()[0]?.restarts).toBe(0);
  });
});
