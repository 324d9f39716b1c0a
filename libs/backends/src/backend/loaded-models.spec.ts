import { BackendError } from '@cyberimage/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UsableModel } from '../catalog/model-entry.js';
import type { Pipeline } from '../pipelines/pipeline.js';
import { LoadedModels, type KeepingRules, type ModelToLoad } from './loaded-models.js';

const keep = (rules: Partial<KeepingRules> = {}) =>
  new LoadedModels({ threads: 1, budgetBytes: 10, idleMs: 1000, ...rules });

describe('LoadedModels', () => {
  let log: string[] = [];

  beforeEach(() => {
    log = [];
    vi.useFakeTimers();
  });

  afterEach(() => vi.useRealTimers());

  /** A model that tells in `log` when it is loaded and released, and does not load at first if asked. */
  function fakeModel(name: string, weightBytes = 1, failures: Error[] = []): ModelToLoad {
    const pipeline = {
      release: () => Promise.resolve(void log.push(`release ${name}`)),
    } as Partial<Pipeline> as Pipeline;
    const open = async () => {
      const failure = failures.shift();
      log.push(`open ${name}`);
      return failure === undefined ? pipeline : Promise.reject(failure);
    };
    const model = { family: { open }, facts: { folder: { root: name } } } as unknown as UsableModel;
    return { key: name, model, device: 'cpu', weightBytes };
  }

  it('keeps models for the next job, and releases them all at the end', async () => {
    const models = keep();
    const [one, two] = [fakeModel('one'), fakeModel('two')];
    expect(await models.get(one)).toBe(await models.get(one));
    await models.get(two);
    expect([models.has('one'), models.has('two'), models.bytesBeside('two')]).toEqual([true, true, 1]);
    await models.close();
    await models.close();
    expect(log).toEqual(['open one', 'open two', 'release one', 'release two']);
  });

  it('releases what was used longest ago before it loads what would not fit', async () => {
    const models = keep({ budgetBytes: 10 });
    const [one, two] = [fakeModel('one', 4), fakeModel('two', 4)];
    for (const model of [one, two, one]) await models.get(model);
    await models.get(fakeModel('three', 5));
    expect(log).toEqual(['open one', 'open two', 'release two', 'open three']);
    await models.get(fakeModel('huge', 50));
    expect(log.slice(4)).toEqual(['release one', 'release three', 'open huge']);
  });

  it('counts what a later run loads beside, and makes room for it', async () => {
    const models = keep({ budgetBytes: 10 });
    const [one, two] = [fakeModel('one', 4), fakeModel('two', 4)];
    for (const model of [one, two]) await models.get(model);
    await models.get({ ...two, weightBytes: 6 });
    expect(log).toEqual(['open one', 'open two']);
    await models.get({ ...two, weightBytes: 7 });
    expect(log.slice(2)).toEqual(['release one']);
    await models.get(two);
    expect(models.inMemory).toEqual([{ root: 'two', weightBytes: 7 }]);
  });

  it('makes room for what a run loads and releases again, and does not count it later', async () => {
    const models = keep({ budgetBytes: 10 });
    const [one, two, three] = [fakeModel('one', 4), fakeModel('two', 4), fakeModel('three', 4)];
    for (const model of [one, two]) await models.get(model);
    await models.get({ ...two, passingBytes: 2 });
    expect(log).toEqual(['open one', 'open two']);
    await models.get({ ...two, passingBytes: 3 });
    expect(log.slice(2)).toEqual(['release one']);
    expect(models.inMemory).toEqual([{ root: 'two', weightBytes: 4 }]);
    await models.get({ ...three, passingBytes: 3 });
    expect(log.slice(3)).toEqual(['release two', 'open three']);
  });

  it('unloads one or all on demand, but not the one at work', async () => {
    const models = keep();
    for (const name of ['one', 'two', 'three']) await models.get(fakeModel(name, 2));
    expect(models.inMemory).toContainEqual({ root: 'two', weightBytes: 2 });
    await models.unload('one');
    const use = models.inUse();
    await expect(models.unload('three')).rejects.toMatchObject({ code: 'unavailable' });
    await models.unload('two');
    use[Symbol.dispose]();
    await models.unload();
    expect(models.inMemory).toEqual([]);
    expect(log.slice(3)).toEqual(['release one', 'release two', 'release three']);
  });

  it('loads a model anew for another device', async () => {
    const models = keep();
    await models.get(fakeModel('one'));
    await models.get({ ...fakeModel('one'), device: 'cuda' });
    expect(log).toEqual(['open one', 'release one', 'open one']);
  });

  it('unloads the others when one turns out not to fit', async () => {
    const models = keep();
    await models.get(fakeModel('one'));
    const shortage = new BackendError('out-of-memory', 'too large');
    await models.get(fakeModel('two', 1, [shortage]));
    expect(log).toEqual(['open one', 'open two', 'release one', 'open two']);
    await expect(models.get(fakeModel('three', 1, [shortage, shortage]))).rejects.toBe(shortage);
    expect(models.has('three')).toBe(false);
  });

  it('releases all after a while without work, not during work', async () => {
    const models = keep();
    const first = models.inUse();
    await models.get(fakeModel('one'));
    await vi.advanceTimersByTimeAsync(5000);
    first[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(900);
    const second = models.inUse();
    await vi.advanceTimersByTimeAsync(5000);
    expect(models.has('one')).toBe(true);
    second[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(1000);
    expect(log).toEqual(['open one', 'release one']);
    expect(models.has('one')).toBe(false);
  });

  it('stops releasing when work begins meanwhile', async () => {
    const models = keep();
    const first = models.inUse();
    for (const name of ['one', 'two']) await models.get(fakeModel(name));
    first[Symbol.dispose]();
    vi.advanceTimersByTime(1000);
    using _second = models.inUse();
    await vi.advanceTimersByTimeAsync(0);
    expect([models.has('one'), models.has('two')]).toEqual([false, true]);
  });

  it('sets no timer where models stay for ever, and leaves none behind', async () => {
    const forever = keep({ idleMs: 0 });
    forever.inUse()[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(0);
    const models = keep();
    models.inUse()[Symbol.dispose]();
    expect(vi.getTimerCount()).toBe(1);
    await models.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('releases a model that was loading when it was closed', async () => {
    const models = keep();
    const loading = models.get(fakeModel('one'));
    await Promise.all([expect(loading).rejects.toMatchObject({ code: 'unavailable' }), models.close()]);
    expect(log).toEqual(['open one', 'release one']);
    expect(models.has('one')).toBe(false);
  });
});
