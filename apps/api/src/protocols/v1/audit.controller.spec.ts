import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AuditRecordEntity } from '../../audit/audit-record.entity.js';
import { eventually } from '../../testing/eventually.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let test: TestApp;
let jobId: string;

beforeAll(async () => {
  test = await startTestApp();
  const { body } = await test.call('POST', '/api/v1/generate', { prompt: 'a "secret", 100%\nplace' });
  jobId = body.job_id;
  await eventually(
    () => test.call('GET', `/api/v1/queue/jobs/${jobId}`),
    (answer) => answer.body.status === 'completed',
  );
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

async function actions(query: string): Promise<string[]> {
  const { status, body } = await test.call('GET', `/api/v1/audit?${query}`);
  expect(status).toBe(200);
  return body.records.map(({ action }: { action: string }) => action);
}

it('tells the life of a job, newest first', async () => {
  expect(await actions(`subject_id=${jobId}`)).toEqual(['job.completed', 'job.started', 'job.created']);
});

it('is filtered and searched', async () => {
  expect(await actions('action=job')).toHaveLength(3);
  expect(await actions('action=job.created')).toEqual(['job.created']);
  expect(await actions('actor=client:127.0.0.1')).toEqual(['job.created']);
  expect(await actions('q=SECRET')).toEqual(['job.created']);
  expect(await actions('q=100%25')).toEqual(['job.created']);
  expect(await actions('q=1_0')).toEqual([]);
  expect(await actions('subject_type=image')).toEqual(['image.created']);
  expect(await actions('to=2020-01-01')).toEqual([]);
});

it('is paged without gaps', async () => {
  const all = await actions('');
  const paged: string[] = [];
  let cursor = '';
  do {
    const { body } = await test.call('GET', `/api/v1/audit?limit=2${cursor}`);
    paged.push(...body.records.map(({ action }: { action: string }) => action));
    cursor = body.next_cursor === null ? '' : `&cursor=${body.next_cursor}`;
  } while (cursor !== '');
  expect(paged).toEqual(all);
});

it('is exported as JSON lines and as CSV', async () => {
  const lines = await (await fetch(`${test.url}/api/v1/audit/export`)).text();
  const records = lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { sequence: number });
  expect(records.map(({ sequence }) => sequence)).toEqual(records.map((_record, index) => index + 1));
  const csv = await (await fetch(`${test.url}/api/v1/audit/export?format=csv&action=job.created`)).text();
  const [header, record] = csv.split('\r\n');
  expect(header).toBe('sequence,time,actor,action,subject_type,subject_id,data,previous_hash,hash');
  expect(record).toContain(',job.created,job,');
  expect(record).toContain(String.raw`""a \""secret\"", 100%\nplace""`);
});

it('stays verifiable when a prompt is taken out, and shows any other change', async () => {
  const { body } = await test.call('GET', '/api/v1/audit?action=job.created');
  const [{ sequence }] = body.records;
  const redact = () => test.call('POST', `/api/v1/audit/records/${sequence}/redact`);
  expect((await redact()).status).toBe(204);
  expect((await redact()).status).toBe(404);
  expect(await actions('q=secret')).toEqual([]);
  expect((await test.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ valid: true, redacted: 1 });

  const records = test.app.get(DataSource).getRepository(AuditRecordEntity);
  const { data } = await records.findOneByOrFail({ sequence });
  await records.update({ sequence }, { data: { ...data, backend: 'another' } });
  expect((await test.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ valid: false, sequence });
});
