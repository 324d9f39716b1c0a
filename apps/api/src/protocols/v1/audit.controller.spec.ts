import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditRecordEntity } from '../../audit/audit-record.entity.js';
import { eventually } from '../../testing/eventually.js';
import { isPostgresMissing, startPostgresServer } from '../../testing/postgres-server.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

const onSqlite = async () => ({ environment: {}, stop: async () => undefined });

const onPostgres = async () => {
  const postgres = await startPostgresServer();
  return { environment: { DATABASE_URL: postgres.url }, stop: () => postgres[Symbol.asyncDispose]() };
};

describe.skipIf(isPostgresMissing())('the trail on Postgres', () => describeTrail(onPostgres));

describe('the trail on SQLite', () => describeTrail(onSqlite));

function describeTrail(open: typeof onSqlite | typeof onPostgres): void {
  let test: TestApp;
  let jobId: string;
  let stop: () => PromiseLike<unknown>;

  beforeAll(async () => {
    const database = await open();
    stop = database.stop;
    test = await startTestApp(database.environment);
    const { body } = await test.call('POST', '/api/v1/generate', { prompt: 'a "secret", 100%\nplace' });
    jobId = body.job_id;
    await eventually(
      () => test.call('GET', `/api/v1/queue/jobs/${jobId}`),
      (answer) => answer.body.status === 'completed',
    );
  });

  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await stop();
  });

  async function actions(query: string): Promise<string[]> {
    const { status, body } = await test.call('GET', `/api/v1/audit?${query}`);
    expect(status).toBe(200);
    return body.records.map(({ action }: { action: string }) => action);
  }

  it('tells the life of a job, newest first', async () => {
    expect(await actions(`subject_id=${jobId}`)).toEqual(['job.completed', 'job.started', 'job.created']);
  });

  it('says what a job took and what came of it', async () => {
    const { body } = await test.call('GET', `/api/v1/audit?life=${jobId}`);
    const [ended, created] = body.records;
    expect([ended.action, created.action]).toEqual(['job.completed', 'image.created']);
    expect(ended.data).toMatchObject({ model: 'fake', backend: 'fake', attempts: 1 });
    for (const name of ['waited_seconds', 'run_seconds']) expect(ended.data[name]).toBeGreaterThanOrEqual(0);
    expect(created.data).toMatchObject({ job_id: jobId, index: 0, model: 'fake', seed: expect.any(String) });
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

  it('tells the life of a job with its pictures, and of a picture with its job', async () => {
    const { body } = await test.call('GET', `/api/v1/gallery/images?limit=1`);
    const [{ id }] = body.images;
    for (let look = 0; look < 2; look++) {
      expect((await test.call('POST', `/api/v1/gallery/images/${id}/views`)).status).toBe(204);
    }
    const life = ['image.viewed', 'job.completed', 'image.created', 'job.started', 'job.created'];
    await eventually(
      () => actions(`life=${jobId}`),
      (found) => found.length === life.length,
    );
    expect(await actions(`life=${jobId}`)).toEqual(life);
    expect(await actions(`life=${id}`)).toEqual(life);
    expect(await actions(`life=${id}&subject_type=image`)).toEqual(['image.viewed', 'image.created']);
    expect((await test.call('GET', '/api/v1/audit?life=x')).status).toBe(422);
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect(await actions(`life=${unknown}`)).toEqual([]);
    expect((await test.call('POST', `/api/v1/gallery/images/${unknown}/views`)).status).toBe(404);
  });

  it('has what is kept for later on record', async () => {
    const preset = { model: 'fake', values: { prompt: 'a hidden place' } };
    await test.call('PUT', '/api/v1/presets/Mine', preset);
    await test.call('DELETE', '/api/v1/presets/Mine');
    expect(await actions('subject_type=preset')).toEqual(['preset.removed', 'preset.kept']);
    expect(await actions('q=hidden')).toEqual(['preset.kept']);
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
    expect(header).toBe(
      'sequence,time,actor,action,subject_type,subject_id,request_id,data,previous_hash,hash',
    );
    expect(await actions('action=audit.exported')).toHaveLength(2);
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

    expect(await actions('action=audit.verified')).toHaveLength(1);

    const records = test.app.get(DataSource).getRepository(AuditRecordEntity);
    const { data } = await records.findOneByOrFail({ sequence });
    await records.update({ sequence }, { data: { ...data, backend: 'another' } });
    expect((await test.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ valid: false, sequence });
  });
}
