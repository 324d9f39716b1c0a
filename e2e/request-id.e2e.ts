import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeTestPackage } from '../apps/api/src/testing/stranger-package.js';
import { grantStranger } from './support/grant-stranger.js';
import { hasRedis } from './support/services.js';
import { useStudio } from './support/studio.js';
import { waitFor } from './support/wait-for.js';

interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly context?: string;
  readonly http?: { readonly method: string; readonly url: string; readonly status: number };
  readonly request_id?: string;
}

describe.skipIf(!hasRedis)('one request id', () => {
  const studio = useStudio({
    withWorker: true,
    prepare: async ({ folder }) => {
      await writeTestPackage(join(folder, 'data/plugins/stranger'));
    },
  });
  const { client } = studio;

  beforeAll(() => grantStranger(studio));

  /** All lines of a log, such as `models` or `worker-models`, over its rotated files. */
  function linesOf(log: string): LogLine[] {
    const folder = join(studio.folder, 'data/logs');
    if (!existsSync(folder)) return [];
    // The worker's files bear its host and process number, too.
    const name = new RegExp(`^${log.replace('worker-', `worker-.+-${studio.workerPid}-`)}\\.\\d+\\.log$`);
    const files = readdirSync(folder).filter((file) => name.test(file));
    const texts = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
    return texts.filter((text) => text !== '').map((text) => JSON.parse(text) as LogLine);
  }

  const messages = (log: string, id: string): string[] =>
    linesOf(log)
      .filter(({ request_id }) => request_id === id)
      .map(({ msg }) => msg);

  async function make(id: string, model: string): Promise<void> {
    const answer = await fetch(`${studio.url}/api/v1/generate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body: JSON.stringify({ model, prompt: id }),
    });
    expect(answer.headers.get('x-request-id')).toBe(id);
    const { job_id: job } = (await answer.json()) as { job_id: string };
    await client.waitUntilCompleted(job);
  }

  it('is followed from the API through the queue and the worker into the backend', async () => {
    await Promise.all([make('follow-me', 'grey'), make('another', 'grey')]);

    const worked = ['A job begins', 'said: follow-me', 'printed: follow-me', 'A job was completed'];
    await waitFor('the lines', () =>
      worked.every((line) => messages('worker-app', 'follow-me').includes(line)) ? true : undefined,
    );
    expect(messages('app', 'follow-me').toSorted()).toEqual(['A job is in the queue', 'request completed']);
    const { http } = linesOf('app').find(
      ({ msg, request_id }) => request_id === 'follow-me' && msg === 'request completed',
    )!;
    expect(http).toMatchObject({ method: 'POST', url: '/api/v1/generate', status: 202 });
    expect(studio.output()).toMatch(
      /^\[\d{4}-\d\d-\d\d [\d:]{8}\] INFO: \[Http\] request completed POST \/api\/v1\/generate: 202/m,
    );
    expect(messages('worker-app', 'follow-me').toSorted()).toEqual(worked.toSorted());
    expect(messages('worker-models', 'follow-me')).toEqual(['said: follow-me', 'printed: follow-me']);

    const { records } = await client.get<{ records: { action: string }[] }>(
      '/api/v1/audit?request_id=follow-me',
    );
    expect(records.map(({ action }) => action).toReversed()).toEqual([
      'job.created',
      'job.started',
      'image.created',
      'job.completed',
    ]);
  });

  it('stands beside the model that was loaded for it', async () => {
    const models = await client.get<{ id: string }[]>('/api/v1/models');
    const starter = models.find(({ id }) => id !== 'grey');
    await make('load-for-me', starter!.id);
    await waitFor('the line', () =>
      messages('worker-models', 'load-for-me').includes('A model is in memory') ? true : undefined,
    );
    expect(messages('models', 'load-for-me')).toEqual([]);
    expect(linesOf('worker-models').every(({ context }) => /^(Backends|Model)/.test(context ?? ''))).toBe(
      true,
    );
    expect(linesOf('errors')).toEqual([]);
  });
});
