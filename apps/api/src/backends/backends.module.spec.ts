import { Test } from '@nestjs/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BackendHost } from './backend-host.service.js';
import { BackendsModule } from './backends.module.js';
import { isRunning, PACKAGES } from './fixtures/test-host.js';

it('starts with the application and ends with it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'backends-module-'));
  const paths = { models: directory, loras: directory, data: directory };
  const module = await Test.createTestingModule({
    imports: [
      BackendsModule.forRootAsync({
        useFactory: () => ({
          packageRoots: [join(PACKAGES, 'steady')],
          models: [],
          paths,
          log: () => undefined,
        }),
      }),
    ],
  }).compile();
  const application = await module.init();
  const host = application.get(BackendHost);

  expect(await host.models()).toHaveLength(1);
  const pid = host.statuses()[0]?.pid;
  expect(isRunning(pid)).toBe(true);
  await application.close();
  expect(isRunning(pid)).toBe(false);
  await rm(directory, { recursive: true });
});
