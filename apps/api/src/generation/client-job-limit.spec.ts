import { DataSource } from 'typeorm';
import { expect, it } from 'vitest';
import { startTestApp } from '../testing/test-app.js';
import { JobCreator } from './job-creator.service.js';
import { JobEntity } from './job.entity.js';

const PHONE = 'client:192.168.1.20';

it('holds an address to two jobs at once, until one is done', async () => {
  await using test = await startTestApp({}, { consume: false });
  const creator = test.app.get(JobCreator);
  const create = async (actor: string) => creator.create({ prompt: 'x' }, actor);
  const { job } = await create(PHONE);
  await create(PHONE);
  await expect(create(PHONE)).rejects.toMatchObject({
    code: 'rate-limited',
    detail: expect.stringContaining('2 at once are open to each address'),
    retryAfterSeconds: 5,
  });
  await create('client:192.168.1.21');
  for (let count = 0; count < 3; count++) await create('client:127.0.0.1');

  const jobs = test.app.get(DataSource).getRepository(JobEntity);
  await jobs.update({ id: job.id }, { status: 'completed' });
  await create(PHONE);
});

it('lets any number in where the limit is 0', async () => {
  await using test = await startTestApp({ GENERATIONS_AT_ONCE: '0' }, { consume: false });
  for (let count = 0; count < 4; count++) {
    await test.app.get(JobCreator).create({ prompt: 'x' }, PHONE);
  }
});
