import { vi } from 'vitest';

/** Lets every look at the clock take a second, as if each step did: previews come with all of them. */
export function slowClock(): Disposable {
  let nowMs = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (nowMs += 1000));
  return { [Symbol.dispose]: () => clock.mockRestore() };
}
