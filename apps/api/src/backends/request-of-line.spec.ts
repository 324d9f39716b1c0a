import { afterEach, expect, it, vi } from 'vitest';
import { withRequestId } from '../platform/logging/request-context.js';
import { TestHost } from './fixtures/test-host.js';

let test: TestHost;

afterEach(async () => test.close());

const requestsOf = (text: string): (string | undefined)[] =>
  test.log.flatMap(({ message }, index) => (message.includes(text) ? [test.requestIds[index]] : []));

const generate = async (requestId: string, instanceId: string, prompt: string) =>
  withRequestId(requestId, async () => test.generate(instanceId, { prompt }));

it('what a backend logs bears the id of the request that it works for', async () => {
  test = new TestHost(['steady']);
  await test.host.onApplicationBootstrap();
  await Promise.all([generate('one', 'steady', 'a'), generate('two', 'steady', 'b')]);
  expect(requestsOf('generating')).toEqual(expect.arrayContaining(['one', 'two']));
});

it('what its process prints does too, the end of the process included', async () => {
  test = new TestHost(['troubled']);
  // Started by a request, for example by a plugin that was just allowed: what comes later is not for it.
  await withRequestId('start', async () => test.host.onApplicationBootstrap());
  await test.ready('troubled');
  await generate('one', 'troubled', 'prints');
  await vi.waitFor(() => expect(requestsOf('second line')).toEqual(['one']));
  expect(requestsOf('to stderr')).toEqual(['one']);
  await expect(generate('two', 'troubled', 'exit')).rejects.toThrow('exit code 3');
  await vi.waitFor(() => expect(requestsOf('process ended: exit code 3; next')).toEqual(['two']));
});
