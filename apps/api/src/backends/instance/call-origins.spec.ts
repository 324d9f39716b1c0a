import { expect, it } from 'vitest';
import { withRequestId } from '../../platform/logging/request-context.js';
import { CallOrigins } from './call-origins.js';

it('tells whose the work in hand is, and for a moment whose it was', () => {
  let now = 0;
  const origins = new CallOrigins(() => now);
  expect(origins.current).toBeUndefined();
  withRequestId('check', () => origins.begin(1, false));
  expect(origins.current).toBe('check');
  withRequestId('generate', () => origins.begin(2, true));
  origins.begin(3, false);
  expect([origins.of(1), origins.of(2), origins.of(3), origins.of(4)]).toEqual([
    'check',
    'generate',
    undefined,
    undefined,
  ]);
  expect(origins.current).toBe('generate');
  origins.end(2);
  expect([origins.current, origins.of(2)]).toEqual(['generate', undefined]);
  now = 1_001;
  expect(origins.current).toBe('check');
  origins.end(1);
  expect(origins.current).toBeUndefined();
});
