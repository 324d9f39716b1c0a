import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGES } from '../../backends/fixtures/test-host.js';
import { startTestApp } from '../../testing/test-app.js';

it('lists what is installed, with what it asks for or why it is refused', async () => {
  const packageRoots = ['steady', 'needs-settings', 'later-contract'].map((name) => join(PACKAGES, name));
  await using test = await startTestApp({}, { packageRoots });
  const added = { alias: 'attic', plugin: 'needs-settings', url: 'http://gpu-box' };
  const { body: server } = await test.call('POST', '/api/v1/servers', added);
  const { status, body } = await test.call('GET', '/api/v1/plugins');
  expect(status).toBe(200);
  expect(body).toEqual([
    expect.objectContaining({
      id: 'steady',
      version: '1.2.3',
      state: 'usable',
      contract: '^1',
      permissions: {
        native_addons: false,
        child_processes: false,
        environment: ['FIXTURE_GRANTED'],
        network: false,
        worker_threads: false,
        models: false,
      },
      instances: ['steady'],
    }),
    expect.objectContaining({
      id: 'needs-settings',
      settings: expect.objectContaining({ required: ['url'] }),
      instances: [server.id],
    }),
    expect.objectContaining({
      id: 'later-contract',
      state: 'refused',
      reason: expect.stringContaining('this host speaks version 1'),
      permissions: null,
    }),
  ]);
});
