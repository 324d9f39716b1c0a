import { afterEach, describe, expect, it } from 'vitest';
import { collect, isRunning, request, TestHost } from './fixtures/test-host.js';

let test: TestHost;

async function start(...args: ConstructorParameters<typeof TestHost>): Promise<void> {
  test = new TestHost(...args);
  await test.host.onApplicationBootstrap();
}

afterEach(async () => test.close());

async function expectNextToWork(): Promise<void> {
  expect((await test.generate('troubled', { prompt: 'prints' })).at(-1)?.type).toBe('done');
}

function line(level: string, message: string, instanceId: string): object {
  return { level, message, instanceId };
}

describe('a process that ends', () => {
  it.each([
    ['exit', 'exit code 3'],
    ['uncaught', 'thrown from a timer'],
    ['takes all memory', 'SIGABRT'],
    ['raw message', 'broke the protocol: message'],
    ['invented call', 'there is no call 4711'],
  ])(
    'fails the request and starts again: %s',
    async (prompt, message) => {
      await start(['troubled']);
      const { pid } = await test.ready('troubled');
      await expect(test.generate('troubled', { prompt })).rejects.toMatchObject({
        code: 'unavailable',
        retryable: true,
        message: expect.stringContaining(message) as string,
      });
      expect(isRunning(pid)).toBe(false);
      await expectNextToWork();
      expect(test.host.statuses()[0]).toMatchObject({ state: 'ready', restarts: 1 });
      // Gigabytes take their time.
    },
    180_000,
  );

  it('is parked when it ends again and again', async () => {
    await start(['troubled', 'steady']);
    for (let count = 0; count < 3; count++) {
      await expect(test.generate('troubled', { prompt: 'exit' })).rejects.toThrow('exit code 3');
    }
    const parked = await test.until('troubled', ({ state }) => state === 'parked');
    expect(parked).toMatchObject({ reason: 'exit code 3', restarts: 2 });
    expect(parked.pid).toBeUndefined();
    await expect(test.generate('troubled', { prompt: 'prints' })).rejects.toMatchObject({
      code: 'unavailable',
      retryable: false,
    });
    expect((await test.generate('steady', {})).at(-1)?.type).toBe('done');
  });

  it('gets another chance after a rest', async () => {
    const restart = { baseDelayMs: 1, maxDelayMs: 1, maxFailures: 1, windowMs: 600_000, parkedMs: 1 };
    await start(['troubled'], { restart });
    await expect(test.generate('troubled', { prompt: 'exit' })).rejects.toThrow('exit code 3');
    await test.until('troubled', ({ state, restarts }) => state === 'ready' && restarts === 1);
    await expectNextToWork();
  });
});

describe('a backend that breaks the contract', () => {
  it.each([
    ['unknown event', 'event.type'],
    ['no started', '"image" came before "started"'],
    ['index skipped', 'picture 1 came where 0 was due'],
    ['wrong size', 'takes 12 bytes, not 11'],
    ['too few', '"done" came after 0 of 1 pictures'],
    ['no done', 'ended without "done"'],
    ['function in event', 'could not be cloned'],
  ])('fails the request alone: %s', async (prompt, message) => {
    await start(['troubled']);
    await expect(test.generate('troubled', { prompt })).rejects.toMatchObject({
      code: 'internal',
      retryable: false,
      message: expect.stringContaining(message) as string,
    });
    await expectNextToWork();
    expect(test.host.statuses()[0]?.restarts).toBe(0);
  });

  it('does not get away with an ill-formed answer', async () => {
    await start(['troubled']);
    await expect(test.host.check('troubled', request({}))).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('check().accepted: ') as string,
    });
  });

  it('loses its process when it does not end after "done"', async () => {
    await start(['troubled']);
    const events = await test.generate('troubled', { prompt: 'hangs after done' });
    expect(events.at(-1)?.type).toBe('done');
    await expectNextToWork();
    expect(test.host.statuses()[0]?.restarts).toBe(1);
  });
});

describe('errors', () => {
  it('keeps what a BackendError says', async () => {
    await start(['troubled']);
    await expect(test.generate('troubled', { prompt: 'own error' })).rejects.toMatchObject({
      name: 'BackendError',
      code: 'out-of-memory',
      message: 'needs 9 GB',
      retryable: true,
      field: 'width',
      cause: expect.stringContaining('Error: allocation failed') as string,
    });
  });

  it('takes any other error as a bug', async () => {
    await start(['troubled']);
    await expect(test.generate('troubled', { prompt: 'plain error' })).rejects.toMatchObject({
      code: 'internal',
      message: 'The backend failed: a bug',
      retryable: false,
      cause: expect.stringContaining('backend.js') as string,
    });
  });
});

describe('a flood of events', () => {
  it('drops previews while nobody reads', async () => {
    await start(['troubled']);
    const events = await test.generate('troubled', { prompt: 'flood' });
    const previews = events.filter(({ type }) => type === 'preview');
    expect(previews.length).toBeGreaterThan(0);
    expect(previews.length).toBeLessThan(5_000);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['image', 'done']);
  });

  it('keeps every other event', async () => {
    await start(['troubled']);
    const events = await test.generate('troubled', { prompt: 'many warnings' });
    const counted = events.flatMap((event) => (event.type === 'warning' ? [Number(event.message)] : []));
    expect(counted).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });
});

describe('silence', () => {
  it('in check() ends the process', async () => {
    await start(['troubled'], { callTimeoutMs: 300 });
    const { pid } = await test.ready('troubled');
    await expect(test.host.check('troubled', request({ prompt: 'hang' }))).rejects.toMatchObject({
      code: 'unavailable',
      message: 'No answer to check() within 0.3 s',
    });
    await test.until('troubled', ({ state, restarts }) => state === 'ready' && restarts === 1);
    expect(isRunning(pid)).toBe(false);
  });

  it('in check() is forgiven while the backend generates', async () => {
    await start(['troubled'], { callTimeoutMs: 300 });
    const controller = new AbortController();
    const options = { signal: controller.signal };
    for await (const event of test.host.generate('troubled', request({ prompt: 'deaf' }), options)) {
      expect(event.type).toBe('started');
      await expect(test.host.check('troubled', request({ prompt: 'hang' }))).rejects.toThrow('No answer');
      expect(test.host.statuses()[0]).toMatchObject({ state: 'ready', restarts: 0 });
      break;
    }
  });

  it.each([
    ['hangs-in-describe', { startTimeoutMs: 500 }, 'No answer to start and describe() within 0.5 s'],
    ['hangs-in-list', { callTimeoutMs: 300 }, 'no answer to listModels() within 0.3 s'],
  ])('at the start parks the backend in the end: %s', async (name, limits, reason) => {
    await start([name, 'steady'], limits);
    const status = await test.until(name, ({ state }) => state === 'parked');
    expect(status.reason).toBe(reason);
  });
});

describe('packages that cannot be used', () => {
  it('shows why, and runs the others', async () => {
    await start(['throws-at-load', 'wrong-id', 'wrong-manifest', 'later-contract', 'steady']);
    const reasonOf = async (id: string): Promise<string | undefined> =>
      (await test.until(id, ({ state }) => state === 'parked')).reason;

    expect(await reasonOf('throws-at-load')).toContain('the library it needs is not there');
    expect(await reasonOf('wrong-id')).toContain('has the id "another-id", the manifest says "wrong-id"');
    expect(await reasonOf('Wrong_Manifest')).toContain('must be kebab-case');
    expect(await reasonOf('later-contract')).toContain('this host speaks version 1');
    expect((await test.host.models()).map(({ instanceId }) => instanceId)).toEqual(['steady']);
    await expect(test.generate('absent', {})).rejects.toThrow('there is no backend instance "absent"');
  });
});

describe('a plugin that needs settings', () => {
  it('is on offer, and no trouble, until somebody sets it up', async () => {
    await start(['needs-settings']);
    expect(test.host.statuses()[0]).toMatchObject({
      state: 'not-set-up',
      reason: 'settings.url: is required',
    });
    expect(test.log).toEqual([]);
    await expect(test.generate('needs-settings', {})).rejects.toThrow('settings.url: is required');
  });

  it('is parked by wrong ones', async () => {
    await start(['needs-settings'], { settings: { 'needs-settings': { url: 'gpu box' } } });
    expect(test.host.statuses()[0]).toMatchObject({ state: 'parked' });
    expect(test.log).toHaveLength(1);
  });
});

describe('stopping', () => {
  it('ends a backend whose dispose() hangs', async () => {
    await start(['troubled']);
    const { pid } = await test.ready('troubled');
    await expect(test.host.check('troubled', request({ prompt: 'never dispose' }))).rejects.toThrow();
    await test.host.onApplicationShutdown();
    expect(isRunning(pid)).toBe(false);
  });

  it('does not call a job cancelled that nobody has cancelled', async () => {
    await start(['steady'], { settings: { steady: { stepDelayMs: 50 } } });
    const { signal } = new AbortController();
    const events = test.host.generate('steady', request({ steps: 50 }), { signal });
    const reading = (async () => {
      for await (const event of events) {
        if (event.type === 'started') void test.host.onApplicationShutdown();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: 'unavailable', retryable: true });
  });

  it('ends a process that is still starting', async () => {
    await start(['hangs-in-describe']);
    const { pid } = await test.until('hangs-in-describe', (status) => status.pid !== undefined);
    await test.host.onApplicationShutdown();
    expect(isRunning(pid)).toBe(false);
  });
});

describe('what a process may do', () => {
  it.each(['reads outside', 'starts a process'])('not: %s', async (prompt) => {
    await start(['troubled']);
    await expect(test.generate('troubled', { prompt })).rejects.toThrow(
      'Access to this API has been restricted',
    );
  });

  it('sees the variables that it was granted and no others', async () => {
    process.env['FIXTURE_GRANTED'] = 'yes';
    process.env['FIXTURE_SECRET'] = 'no';
    await start(['steady'], { settings: { steady: { stepDelayMs: 0 } } });
    const { signal } = new AbortController();
    const events = await collect(test.host.generate('steady', request({}), { signal }));
    const image = events.find((event) => event.type === 'image');
    expect(image?.metadata).toMatchObject({ granted: 'yes', secret: null, models: 0 });
  });

  it('writes into the log under its instance, line by line', async () => {
    await start(['troubled', 'steady']);
    await test.generate('troubled', { prompt: 'prints' });
    await test.generate('steady', { prompt: 'logged' });
    await test.host.onApplicationShutdown();
    expect(test.log).toContainEqual(line('info', 'first line', 'troubled'));
    expect(test.log).toContainEqual(line('info', 'second line', 'troubled'));
    expect(test.log).toContainEqual(line('warn', 'to stderr', 'troubled'));
    expect(test.log).toContainEqual(line('info', 'generating', 'steady'));
  });
});
