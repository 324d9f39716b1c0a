import { DataSource } from 'typeorm';
import { expect, it, vi } from 'vitest';
import { startTestApp } from '../../testing/test-app.js';
import { writeMetrics } from './write-metrics.js';

it('counts jobs and backends for Prometheus', async () => {
  await using test = await startTestApp({}, { consume: false });
  await test.call('POST', '/api/v1/generate', { prompt: 'x' });
  const answer = await fetch(`${test.url}/metrics`);
  expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
  const lines = (await answer.text()).split('\n');
  expect(lines).toContain('cyberimage_jobs{lane="fake",status="pending"} 1');
  expect(lines).toContain('cyberimage_backends{backend="fake",state="ready"} 1');
});

it('tells how the last hour went', async () => {
  await using test = await startTestApp();
  const { body } = await test.call('POST', '/api/v1/generate', { prompt: 'x' });
  await vi.waitFor(async () =>
    expect((await test.call('GET', `/api/v1/queue/jobs/${body.job_id}`)).body.status).toBe('completed'),
  );
  const text = await (await fetch(`${test.url}/metrics`)).text();
  for (const name of ['job_wait_seconds{lane', 'picture_seconds{model', 'step_seconds{model']) {
    expect(text).toMatch(new RegExp(`^cyberimage_${name}="fake",quantile="0.95"} [0-9.]+$`, 'm'));
  }
  expect(text).toMatch(/^cyberimage_busy_share\{lane="fake"\} [0-9.e-]+$/m);
});

it('is ready while the database answers', async () => {
  await using test = await startTestApp({}, { consume: false });
  expect((await test.call('GET', '/ready')).body).toEqual({ status: 'ready', backends: 1 });
  test.app.get(DataSource).query = async () => {
    throw new Error('gone');
  };
  expect((await test.call('GET', '/ready')).status).toBe(503);
});

it('escapes labels', () => {
  const samples = [{ labels: { lane: 'a"b\\c\nd' }, value: 2 }];
  expect(writeMetrics([{ name: 'n', help: 'h', samples }])).toBe(
    '# HELP n h\n# TYPE n gauge\nn{lane="a\\"b\\\\c\\nd"} 2\n',
  );
});
