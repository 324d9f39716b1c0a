import { DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import { startTestApp } from '../testing/test-app.js';
import { JobStatisticsReader } from './job-statistics.service.js';
import { JobEntity } from './job.entity.js';

const NOW = Date.UTC(2026, 0, 2);
const MINUTE = 60_000;

it('tells of the last hour how jobs waited, worked and ended', async () => {
  await using test = await startTestApp({}, { consume: false });
  const jobs = test.app.get(DataSource).getRepository(JobEntity);
  const add = async (minutesAgo: readonly [number, number, number | null], changes: Partial<JobEntity>) => {
    const { body } = await test.call('POST', '/api/v1/generate', { prompt: 'x', steps: 10, num_images: 2 });
    const [created, started, completed] = minutesAgo.map((ago) => (ago === null ? null : NOW - ago * MINUTE));
    const times = { createdAt: created!, startedAt: started!, completedAt: completed! };
    await jobs.update({ id: body.job_id }, { status: 'completed', ...times, ...changes });
  };
  await add([31, 30, 20], {});
  await add([24, 20, 10], {
    status: 'failed',
    error: { code: 'out-of-memory', message: 'm' },
  });
  await add([5, 5, null], { status: 'processing' });
  // Half of it lies before the hour.
  await add([80, 70, 50], {});
  await add([200, 199, 100], {});

  const { lanes, models } = await test.app.get(JobStatisticsReader).read(NOW);
  expect(lanes.get('fake')).toEqual({
    waits: [0, 240, 60, 600],
    failures: new Map([['out-of-memory', 1]]),
    busyShare: expect.closeTo((10 + 10 + 5 + 10) / 60),
  });
  expect(models.get('fake')).toEqual({ pictures: [300, 600], steps: [30, 60] });
});
