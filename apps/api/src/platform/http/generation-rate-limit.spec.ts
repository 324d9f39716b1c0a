import { expect, it } from 'vitest';
import { createGenerationRateLimit } from './generation-rate-limit.js';

const HOUR_MS = 3_600_000;

function limited(perHour: number) {
  let time = 0;
  const headers: string[] = [];
  const settings = { generationsPerHour: perHour };
  const limit = createGenerationRateLimit(settings, () => time);
  const reply = {
    header(name: string, value: unknown) {
      headers.push(`${name}: ${String(value)}`);
      return this as never;
    },
  };
  return {
    headers,
    settings,
    wait: (ms: number) => (time += ms),
    ask: (ip: string, url = '/api/v1/generate', method = 'POST') => limit({ method, url, ip }, reply),
  };
}

it('refuses what goes beyond the limit of an hour, and says when it is over', () => {
  const { ask, wait, headers } = limited(2);
  ask('10.0.0.1');
  wait(1_000_000);
  ask('10.0.0.1', '/v1/images/generations/');
  expect(() => ask('10.0.0.1', '/api/generate?x=1')).toThrow('2 generations an hour');
  expect(headers).toEqual(['Retry-After: 2600']);
  ask('10.0.0.2');
  wait(HOUR_MS - 1_000_000);
  ask('10.0.0.1');
});

it('lets reading, the machine itself and everybody without a limit pass', () => {
  const one = limited(1);
  for (let count = 0; count < 3; count++) {
    one.ask('10.0.0.1', '/api/v1/generate', 'GET');
    one.ask('10.0.0.1', '/api/v1/queue/pause');
    one.ask('127.0.0.1');
    one.ask('::1');
  }
  const none = limited(0);
  for (let count = 0; count < 3; count++) none.ask('10.0.0.1');
});

it('goes by the limit as it is at each request', () => {
  const { ask, settings } = limited(1);
  ask('10.0.0.1');
  expect(() => ask('10.0.0.1')).toThrow('1 generations an hour');
  settings.generationsPerHour = 2;
  ask('10.0.0.1');
});
