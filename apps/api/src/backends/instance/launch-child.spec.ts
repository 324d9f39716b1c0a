import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { isRunning } from '../fixtures/test-host.js';
import { launchChild } from './launch-child.js';

const launch = { directory: tmpdir(), environment: [], execArgv: [] };

it('starts a process that ends when its host has gone', async () => {
  const child = launchChild(launch);
  child.send({ kind: 'describe', call: 1 });
  const [answer] = await once(child, 'message');
  expect(answer).toMatchObject({ kind: 'failure', call: 1, error: { message: 'The backend is not loaded' } });

  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(isRunning(child.pid)).toBe(false);
});

it('starts a process that outlives a Ctrl-C, which goes to the host too', async () => {
  const child = launchChild(launch);
  child.send({ kind: 'describe', call: 1 });
  await once(child, 'message');
  child.kill('SIGINT');
  child.send({ kind: 'describe', call: 2 });
  expect((await once(child, 'message'))[0]).toMatchObject({ call: 2 });
  child.disconnect();
  await once(child, 'exit');
});
