import { DataSource } from 'typeorm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AuditService } from './audit/audit.service.js';
import { UnitOfWork } from './platform/database/unit-of-work.service.js';
import { eventually } from './testing/eventually.js';
import { isPostgresMissing, startPostgresServer, type PostgresServer } from './testing/postgres-server.js';
import { startTestApp, type TestApp } from './testing/test-app.js';

describe.skipIf(isPostgresMissing())('on Postgres', () => {
  let postgres: PostgresServer;
  let test: TestApp;

  beforeAll(async () => {
    postgres = await startPostgresServer();
    test = await startTestApp({ DATABASE_URL: postgres.url });
  });

  afterAll(async () => {
    await test[Symbol.asyncDispose]();
    await postgres[Symbol.asyncDispose]();
  });

  it('jobs become pictures, each once, and the trail stays in order', async () => {
    const body = { model: 'fake', prompt: 'x', seed: '18446744073709551615' };
    const created = await Promise.all(
      Array.from({ length: 10 }, () => test.call('POST', '/api/v1/generate', body)),
    );
    expect(created.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 202));
    await eventually(
      () => test.call('GET', '/api/v1/queue/jobs?status=completed'),
      ({ body: { jobs } }) => jobs.length === 10,
    );
    const { body: gallery } = await test.call('GET', '/api/v1/gallery/images?limit=4');
    const { body: rest } = await test.call(
      'GET',
      `/api/v1/gallery/images?limit=50&cursor=${gallery.next_cursor}`,
    );
    const ids = [...gallery.images, ...rest.images].map(({ id }: { id: string }) => id);
    expect(new Set(ids).size).toBe(10);
    expect(gallery.images[0]).toMatchObject({ seed: '18446744073709551615', favourite: false });
    expect((await test.call('DELETE', `/api/v1/gallery/images/${ids[0]}`)).status).toBe(204);
    expect((await test.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ valid: true });
  });

  it('two processes write the trail at once', async () => {
    const other = new DataSource(test.app.get(DataSource).options);
    await other.initialize();
    const writers = [test.app.get(DataSource), other].map((source) => ({
      unitOfWork: new UnitOfWork(source),
      audit: new AuditService(source),
    }));
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const { unitOfWork, audit } = writers[index % 2] as (typeof writers)[number];
        return unitOfWork.run((manager) =>
          audit.append(manager, { actor: 'app', action: 'app.started', subjectType: 'app', subjectId: '1' }),
        );
      }),
    );
    await other.destroy();
    expect((await test.call('GET', '/api/v1/audit/verify')).body).toMatchObject({ valid: true });
  });
});
