import { describe, expect, it } from 'vitest';
import type { UsableModel } from '../catalog/model-entry.js';
import type { Pipeline } from '../pipelines/pipeline.js';
import { LoadedPipeline } from './loaded-pipeline.js';

/** A model that tells in `log` when it is loaded and released. */
function fakeModel(name: string, log: string[]): UsableModel {
  const pipeline = {
    release: () => Promise.resolve(void log.push(`release ${name}`)),
  } as Partial<Pipeline> as Pipeline;
  const family = { open: () => Promise.resolve(void log.push(`open ${name}`)).then(() => pipeline) };
  return { family, facts: {} } as unknown as UsableModel;
}

describe('LoadedPipeline', () => {
  it('loads a model once, and releases it before the next one loads', async () => {
    const log: string[] = [];
    const loaded = new LoadedPipeline({ threads: 1, device: 'cpu' });
    const [one, two] = [fakeModel('one', log), fakeModel('two', log)];
    expect(await loaded.get('1', one)).toBe(await loaded.get('1', one));
    expect([loaded.has('1'), loaded.has('2')]).toEqual([true, false]);
    await loaded.get('2', two);
    await loaded.close();
    await loaded.close();
    expect(log).toEqual(['open one', 'release one', 'open two', 'release two']);
  });

  it('releases a model that was loading when it was closed', async () => {
    const log: string[] = [];
    const loaded = new LoadedPipeline({ threads: 1, device: 'cpu' });
    const loading = loaded.get('1', fakeModel('one', log));
    await Promise.all([expect(loading).rejects.toMatchObject({ code: 'unavailable' }), loaded.close()]);
    expect(log).toEqual(['open one', 'release one']);
    expect(loaded.has('1')).toBe(false);
  });
});
