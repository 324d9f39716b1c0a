import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { ProblemView } from './support/client.js';
import { useStudio } from './support/studio.js';
import { waitFor } from './support/wait-for.js';
import { root, type Workspace } from './support/workspace.js';

const MODEL_OPTIONS = '{"steps":{"min":4,"max":30,"default":8}}';

/** Models that lack something, each in its own way, as the environment names them. */
function writeBadModels({ folder }: Workspace): Readonly<Record<string, string>> {
  const broken = join(folder, 'broken');
  const truncated = join(folder, 'truncated');
  mkdirSync(broken);
  writeFileSync(join(broken, 'readme.txt'), 'no model here');
  cpSync(join(root, 'models/starter'), truncated, {
    recursive: true,
    filter: (path) => !path.includes('train'),
  });
  cpSync(truncated, join(folder, 'fragile'), { recursive: true });
  const unet = join(truncated, 'unet/model.onnx');
  writeFileSync(unet, readFileSync(unet).subarray(0, 100_000));
  return {
    MODEL_1: `starter;starter;Starter;local;false;${MODEL_OPTIONS}`,
    MODEL_2: `broken;${broken};A folder without a model;local;false`,
    MODEL_3: `truncated;${truncated};A cut-off file;local;false`,
    MODEL_4: 'no-parts',
    MODEL_6: `fragile;${join(folder, 'fragile')};Breaks later;local;false;${MODEL_OPTIONS}`,
    MODEL_5: `options;starter;Broken options;local;false;{"fixed_steps": oops}`,
  };
}

describe('bad input', () => {
  const studio = useStudio({ prepare: writeBadModels });
  const { client } = studio;

  it.each([
    [{ prompt: '' }, 'prompt'],
    [{ prompt: 5 }, 'prompt'],
    [{ prompt: 'x'.repeat(100_000) }, 'prompt'],
    [{ negative_prompt: ['no'] }, 'negative_prompt'],
    [{ model: 'nobody-has-this' }, 'model'],
    [{ model: 7 }, 'model'],
    [{ width: 63 }, 'width'],
    [{ width: 1e6 }, 'width'],
    [{ height: -256 }, 'height'],
    [{ height: '256' }, 'height'],
    [{ steps: 31 }, 'steps'],
    [{ steps: 0 }, 'steps'],
    [{ steps: 8.5 }, 'steps'],
    [{ guidance_scale: -1 }, 'guidance_scale'],
    [{ cfg_scale: 'strong' }, 'cfg_scale'],
    [{ sampler: 'Eulerish' }, 'sampler'],
    [{ scheduler: 'carrots' }, 'scheduler'],
    [{ seed: -7 }, 'seed'],
    [{ seed: '18446744073709551616' }, 'seed'],
    [{ seed: 0.5 }, 'seed'],
    [{ num_images: 0 }, 'num_images'],
    [{ num_images: 1000 }, 'num_images'],
    [{ stpes: 8 }, 'stpes'],
  ])('names the field: %j', async (wrong, field) => {
    const request = { model: 'starter', prompt: 'a red car', ...wrong };
    const { status, body } = await client.post('/api/generate', request);
    const problem = body as ProblemView;
    expect([400, 422]).toContain(status);
    expect(problem.status).toBe(status);
    expect(problem.errors?.map((error) => error.field)).toEqual([field]);
    expect(problem.errors?.[0]?.message).toContain(field);
  });

  it('refuses what is not a JSON object', async () => {
    for (const body of [[], 'text', 7, null]) {
      const answer = await client.post('/api/generate', body);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
    const headers = { 'content-type': 'application/json' };
    const cutOff = await fetch(`${studio.url}/api/generate`, {
      method: 'POST',
      headers,
      body: '{"prompt": ',
    });
    expect(cutOff.status).toBe(400);
    expect(cutOff.headers.get('content-type')).toContain('application/problem+json');
  });

  it('says what is wrong with a folder that holds no model', async () => {
    const answer = await client.post('/api/generate', { model: 'broken', prompt: 'a red car' });
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body)).toContain('broken');
  });

  it('names the file that is truncated, and goes on', async () => {
    const { status, body } = await client.post('/api/generate', { model: 'truncated', prompt: 'a red car' });
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('unet/model.onnx is cut off or damaged');
    const good = await client.generate({ model: 'starter', prompt: 'a red car', steps: 4 });
    expect((await client.waitUntilCompleted(good)).images).toHaveLength(1);
  });

  it('fails a job whose model breaks after it was accepted, and goes on', async () => {
    const unet = join(studio.folder, 'fragile/unet/model.onnx');
    const whole = readFileSync(unet);
    const long = await client.generate({ model: 'starter', prompt: 'a red car', steps: 30, width: 320 });
    const doomed = await client.generate({ model: 'fragile', prompt: 'a red car', steps: 4 });
    writeFileSync(unet, whole.subarray(0, 100_000));
    const job = await waitFor('the job to fail', async () => {
      const now = await client.job(doomed);
      return now.status === 'failed' ? now : undefined;
    });
    expect(job.error).toMatchObject({ code: 'model-missing' });
    expect(job.error!.message).toContain('unet/model.onnx');
    expect((await client.waitUntilCompleted(long)).images).toHaveLength(1);

    writeFileSync(unet, whole);
    const again = await client.generate({ model: 'starter', prompt: 'a red car', steps: 4 });
    expect((await client.waitUntilCompleted(again)).images).toHaveLength(1);
  });

  it('keeps a model whose options are broken, and names the line in the log', async () => {
    const models = await client.get<{ id: string }[]>('/api/v1/models');
    expect(models.map(({ id }) => id)).toContain('options');
    expect(studio.output()).toContain('MODEL_5');
    expect(studio.output()).toContain('MODEL_4');
  });

  it('answers the unknown and the gone with 404', async () => {
    const unknown = '01890000-0000-7000-8000-000000000000';
    for (const path of [
      '/api/nothing',
      `/api/status/${unknown}`,
      `/api/image/${unknown}`,
      `/api/v1/queue/jobs/${unknown}`,
    ]) {
      const response = await fetch(studio.url + path);
      expect(response.status, path).toBe(404);
      expect(response.headers.get('content-type'), path).toContain('application/problem+json');
    }
  });
});

/** A file system of its own with room for little; undefined where this user may not mount one. */
function mountSmallDisk(folder: string): (() => void) | undefined {
  mkdirSync(folder, { recursive: true });
  const options = ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder];
  if (spawnSync('mount', options).status !== 0) return undefined;
  return () => spawnSync('umount', ['-l', folder]);
}

describe('a full disk', () => {
  let unmount: (() => void) | undefined;
  const studio = useStudio({
    prepare: ({ env }) => {
      unmount = mountSmallDisk(env['MEDIA_ROOT']!);
    },
  });

  // Before the workspace goes: the folder of a mount cannot.
  afterAll(() => unmount?.());

  it('fails the job with a reason, leaves no half picture, and works on once there is room', async (context) => {
    if (unmount === undefined) {
      console.error('!!! SKIPPED: a full disk: this user may not mount a file system');
      return context.skip();
    }
    const { client, pictures } = studio;
    writeFileSync(join(pictures, 'filler'), Buffer.alloc(60_000));
    const id = await client.generate({ prompt: 'a red car in the desert', steps: 4 });
    const job = await waitFor('the job to fail', async () => {
      const now = await client.job(id);
      return now.status === 'failed' ? now : undefined;
    });
    expect(job.error!.message.toLowerCase()).toMatch(/disk|space/);
    expect(job.images).toHaveLength(0);
    const left = readdirSync(pictures, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(left.map(({ name }) => name)).toEqual(['filler']);

    rmSync(join(pictures, 'filler'));
    spawnSync('mount', ['-o', 'remount,size=16m', pictures]);
    const again = await client.generate({ prompt: 'a red car in the desert', steps: 4 });
    expect((await client.waitUntilCompleted(again)).images).toHaveLength(1);
  });
});
