import { afterEach, describe, expect, it } from 'vitest';
import { isRunning, request, TestHost } from './fixtures/test-host.js';
import type { InstanceSpec } from './instance-spec.js';

let test: TestHost;

afterEach(async () => test.close());

async function start(packages: string[], specs: InstanceSpec[]): Promise<TestHost> {
  test = new TestHost(packages, { graceMs: 30_000, modelsWaitMs: 60_000 });
  await test.host.onApplicationBootstrap();
  await test.host.setInstances(specs);
  return test;
}

function spec(id: string, changes: Partial<InstanceSpec> = {}): InstanceSpec {
  return { id, alias: id, pluginId: 'steady', settings: {}, isEnabled: true, ...changes };
}

const states = () => test.host.statuses().map(({ instanceId, state }) => [instanceId, state]);

/** Begins a long generate and resolves when it is at work. */
async function atWork(instanceId: string): Promise<{ readonly types: Promise<string[]> }> {
  const { signal } = new AbortController();
  const begun = Promise.withResolvers<void>();
  const types = (async () => {
    const seen: string[] = [];
    for await (const event of test.host.generate(instanceId, request({ steps: 10 }), { signal })) {
      seen.push(event.type);
      begun.resolve();
    }
    return seen;
  })();
  await begun.promise;
  return { types };
}

describe('instances that the owner adds', () => {
  it('run beside the one of the plugin, and are found by alias and id', async () => {
    await start(['steady'], [spec('steady-1', { alias: 'attic' }), spec('steady-2', { alias: 'cellar' })]);
    const models = await test.host.models();
    expect(models.map(({ instanceId }) => instanceId)).toEqual(['steady', 'steady-1', 'steady-2']);
    expect(await test.host.find('attic/squares')).toMatchObject({ instanceId: 'steady-1', alias: 'attic' });
    expect(await test.host.find('steady-2/squares')).toMatchObject({ alias: 'cellar' });
    expect(await test.host.find('squares')).toBeUndefined();
  });

  it('take the place of a plugin that was not set up', async () => {
    await start(['needs-settings'], []);
    expect(states()).toEqual([['needs-settings', 'not-set-up']]);
    const settings = { url: 'http://gpu-box' };
    await test.host.setInstances([spec('needs-1', { pluginId: 'needs-settings', settings })]);
    expect(test.host.statuses().map(({ instanceId }) => instanceId)).toEqual(['needs-1']);
    await test.host.setInstances([]);
    expect(states()).toEqual([['needs-settings', 'not-set-up']]);
  });

  it('keep their process under another alias', async () => {
    await start(['steady'], [spec('steady-1')]);
    const { pid } = await test.ready('steady-1');
    await test.host.setInstances([spec('steady-1', { alias: 'loft' })]);
    const status = await test.ready('steady-1');
    expect(status).toMatchObject({ pid, alias: 'loft' });
  });

  it('end their work in the old process when they are changed', async () => {
    await start(['steady'], [spec('steady-1', { settings: { stepDelayMs: 30 } })]);
    const { pid } = await test.ready('steady-1');
    const { types } = await atWork('steady-1');
    await test.host.setInstances([spec('steady-1', { settings: { stepDelayMs: 0 } })]);
    expect(isRunning(pid)).toBe(true);
    const next = await test.generate('steady-1', {});
    expect(next.at(-1)?.type).toBe('done');
    expect((await types).at(-1)).toBe('done');
    expect((await test.ready('steady-1')).pid).not.toBe(pid);
  });

  it('end their work when they are removed, and then refuse', async () => {
    await start(['steady'], [spec('steady-1', { settings: { stepDelayMs: 30 } })]);
    const { types } = await atWork('steady-1');
    await test.host.setInstances([]);
    expect(states()).toEqual([['steady', expect.any(String)]]);
    expect((await types).at(-1)).toBe('done');
    await expect(test.generate('steady-1', {})).rejects.toMatchObject({
      code: 'unavailable',
      retryable: false,
    });
  });

  it('rest while they are disabled', async () => {
    await start(['steady'], [spec('steady-1', { isEnabled: false })]);
    expect(states()).toContainEqual(['steady-1', 'stopped']);
    await expect(test.generate('steady-1', {})).rejects.toThrow('it is disabled');
    await test.host.setInstances([spec('steady-1')]);
    await test.ready('steady-1');
  });

  it('are parked with the reason where they cannot be run', async () => {
    await start(
      ['steady'],
      [spec('gone-1', { pluginId: 'gone' }), spec('steady-1', { settings: { stepDelayMs: 'much' } })],
    );
    const reasons = test.host.statuses().map(({ instanceId, reason = '' }) => [instanceId, reason]);
    expect(reasons).toContainEqual(['gone-1', 'the plugin "gone" is not installed or cannot be used']);
    expect(reasons).toContainEqual(['steady-1', expect.stringContaining('settings.stepDelayMs')]);
  });
});

describe('a survey', () => {
  it('asks a process of its own, which then ends', async () => {
    await start(['steady'], []);
    const { description, models } = await test.host.survey(spec('steady-9'));
    expect(description.device.label).toBe('fixture');
    expect(models).toHaveLength(1);
    expect(states().map(([id]) => id)).toEqual(['steady']);
  });

  it('says why there is none', async () => {
    await start(['throws-at-load'], []);
    await expect(test.host.survey(spec('a', { pluginId: 'throws-at-load' }))).rejects.toThrow(
      'the library it needs is not there',
    );
    await expect(test.host.survey(spec('b', { pluginId: 'gone' }))).rejects.toThrow('not installed');
  });
});
