import { ConsoleLogger } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import { BackendHost } from '../backends/backend-host.service.js';
import { CoreModule } from '../core.module.js';
import { JobConsumer } from '../generation/job-consumer.service.js';
import type { Settings } from '../platform/config/settings.js';
import type { FakeBackendHost } from './fake-backend-host.js';

/** The whole worker process in this one, at work; who starts it closes it. */
export async function startTestWorker(settings: Settings, host: FakeBackendHost): Promise<TestingModule> {
  const module = await Test.createTestingModule({ imports: [CoreModule.forRoot(settings, 'worker')] })
    .setLogger(new ConsoleLogger({ logLevels: [] }))
    .overrideProvider(BackendHost)
    .useValue(host)
    .compile();
  await module.init();
  await module.get(JobConsumer).start();
  return module;
}
