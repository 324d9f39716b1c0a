import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeForge, type FaultPoint } from '../plugins/forge/src/testing/fake-forge.js';
import { useStudio } from './support/studio.js';
import { waitFor } from './support/wait-for.js';

const CREDENTIALS = { username: 'me', password: 'a-secret-word' };

const PARAMETERS = { prompt: 'a lighthouse', steps: 3, width: 64, height: 64, seed: 7 };

interface ServerView {
  readonly id: string;
  readonly alias: string;
  readonly secrets: readonly string[];
}

describe('a Forge server', () => {
  const studio = useStudio();
  const { client } = studio;
  let forge: FakeForge;

  afterAll(async () => {
    await studio.stop();
    expect(studio.output()).not.toContain(CREDENTIALS.password);
  });

  beforeEach(async () => {
    forge = await new FakeForge({ apiAuth: `${CREDENTIALS.username}:${CREDENTIALS.password}` }).start();
  });

  afterEach(async () => {
    await fetch(`${studio.url}/api/v1/servers/attic`, { method: 'DELETE' });
    await forge.stop();
  });

  /** Adds the server and waits for its models. */
  async function add(): Promise<ServerView> {
    const draft = { alias: 'attic', url: forge.url, auth: CREDENTIALS };
    const { status, body } = await client.post('/api/v1/servers', draft);
    expect(status).toBe(201);
    expect(JSON.stringify(body)).not.toContain(CREDENTIALS.password);
    const added = body as ServerView;
    await client.waitForModel('the models of the server', ({ backend }) => backend.id === added.id);
    return added;
  }

  async function rename(from: string, alias: string): Promise<unknown> {
    const response = await fetch(`${studio.url}/api/v1/servers/${from}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ alias }),
    });
    return response.json();
  }

  async function generate(): Promise<string> {
    const request = { target_server_alias: 'attic', generation_params: PARAMETERS };
    const { status, body } = await client.post('/api/v1/generate', request);
    expect(status, JSON.stringify(body)).toBe(202);
    const { job_id: id, mobilesd_job_id: sameId } = body as { job_id: string; mobilesd_job_id: string };
    expect(sameId).toBe(id);
    return id;
  }

  it('is added, probed, makes a picture and is renamed', async () => {
    const added = await add();
    expect(added.secrets).toEqual(['password']);
    const { body: probe } = await client.post('/api/v1/servers/attic/probe', {});
    expect(probe).toMatchObject({ reachable: true, kind: 'forge', credentials: 'accepted', models: 2 });
    const job = await client.waitUntilCompleted(await generate());
    expect(job.images).toMatchObject([{ index: 0, seed: '7' }]);
    expect(forge.txt2imgBodies).toHaveLength(1);
    for (const [from, to] of [
      ['attic', 'loft'],
      ['loft', 'attic'],
    ]) {
      expect(await rename(from!, to!)).toMatchObject({ id: added.id, alias: to });
      expect(await client.get(`/api/v1/queue/jobs/${job.id}`)).toMatchObject({ backend: added.id });
    }
  });

  it.each<FaultPoint>(['txt2img', 'load', 'denoise', 'finish', 'progress', 'reply'])(
    'that restarts at "%s" loses no picture and doubles none',
    async (point) => {
      await add();
      forge.breakAt(point, 'restart');
      const job = await client.waitUntilCompleted(await generate());
      expect(job.images).toMatchObject([{ index: 0, seed: '7' }]);
    },
  );

  it('that goes away for good has its job fail with the reason', async () => {
    await add();
    forge.breakAt('denoise', 'die');
    const id = await generate();
    const job = await waitFor('the job to fail', async () => {
      const now = await client.job(id);
      return now.status === 'failed' ? now : undefined;
    });
    expect(job.error).toMatchObject({ code: 'unavailable' });
    expect(job.images).toEqual([]);
  });
});
