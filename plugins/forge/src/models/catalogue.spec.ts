import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Catalogue } from './catalogue.js';
import type { ServerLists } from './server-lists.js';

const lists = (name: string) => ({ upscalers: [name] }) as unknown as ServerLists;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Catalogue', () => {
  it('asks once for many callers, and again after half a minute', async () => {
    const load = vi.fn(() => Promise.resolve(lists(`${load.mock.calls.length}`)));
    const catalogue = new Catalogue(load, () => {});
    expect(await Promise.all([catalogue.lists(), catalogue.lists()])).toEqual([lists('1'), lists('1')]);
    vi.advanceTimersByTime(29_000);
    expect(await catalogue.lists()).toEqual(lists('1'));
    vi.advanceTimersByTime(2_000);
    expect(await catalogue.lists()).toEqual(lists('2'));
  });

  it('does not wait for a server that hangs, and takes what comes later', async () => {
    const answers = [Promise.withResolvers<ServerLists>()];
    const catalogue = new Catalogue(
      () => answers[0]!.promise,
      () => {},
      1_000,
    );
    const waiting = expect(catalogue.lists()).rejects.toMatchObject({ code: 'unavailable', retryable: true });
    await vi.advanceTimersByTimeAsync(1_000);
    await waiting;
    answers[0]!.resolve(lists('late'));
    await vi.advanceTimersByTimeAsync(0);
    expect(await catalogue.lists()).toEqual(lists('late'));
  });
});
