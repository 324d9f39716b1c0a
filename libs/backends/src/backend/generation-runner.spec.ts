import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackendError, type GenerationEvent } from '@cyberimage/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ModelCatalog } from '../catalog/model-catalog.js';
import type { Pipeline } from '../pipelines/pipeline.js';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';
import { planGeneration, type GenerationPlan } from './generation-plan.js';
import { LoraFolder } from '../loras/lora-folder.js';
import { GenerationRunner } from './generation-runner.js';

const MODELS = fileURLToPath(new URL('models/', FIXTURES));
const SETTINGS = { threads: 1, device: 'cpu', memoryBudgetGb: 0, idleMs: 0, loraCacheGb: 1 } as const;
const shortage = new BackendError('out-of-memory', 'not enough memory');

async function createPlan(model: string): Promise<GenerationPlan> {
  const lines = ['sd15', 'lcm'].map((name) => modelLine(name, name));
  const catalog = new ModelCatalog(
    { lines, modelsPath: MODELS, loras: new LoraFolder(MODELS) },
    'cpu',
    () => undefined,
  );
  const backend = createBackend(lines);
  const request = await completeRequest(backend, model, { num_images: 2 });
  await backend.dispose();
  const result = await planGeneration(catalog, request);
  if (!('plan' in result)) throw new Error(JSON.stringify(result));
  return result.plan;
}

async function run(runner: GenerationRunner, plan: GenerationPlan): Promise<readonly GenerationEvent[]> {
  const events: GenerationEvent[] = [];
  for await (const event of runner.run(plan, { signal: new AbortController().signal, previews: true }))
    events.push(event);
  return events;
}

/** The plan with a model that runs out of memory so often, each time before its second picture. */
function shortOfMemory(plan: GenerationPlan, times: number): GenerationPlan {
  let left = times;
  const { family } = plan.model;
  const openShort: typeof family.open = async (facts, runtime) => {
    const pipeline = await family.open(facts, runtime);
    const runShort: Pipeline['run'] = async function* (request) {
      for await (const event of pipeline.run(request)) {
        const isSecond = event.type === 'step' && request.noises.length - event.picture === 1;
        if (isSecond && left-- > 0) throw shortage;
        yield event;
      }
    };
    return {
      run: runShort,
      previewMap: () => pipeline.previewMap(),
      release: () => pipeline.release(),
    };
  };
  return { ...plan, model: { ...plan.model, family: { ...family, open: openShort } } };
}

const imagesOf = (events: readonly GenerationEvent[]) => events.filter(({ type }) => type === 'image');
const warningsOf = (events: readonly GenerationEvent[]) =>
  events.flatMap((event) => (event.type === 'warning' ? event.code : []));

describe('GenerationRunner', () => {
  let data = '';
  const open: GenerationRunner[] = [];

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'runner-'));
  });

  afterEach(async () => {
    for (const runner of open.splice(0)) await runner.close();
    await rm(data, { recursive: true });
  });

  function createRunner(memoryBudgetGb = 0): GenerationRunner {
    const paths = { models: MODELS, loras: MODELS, data };
    const runner = new GenerationRunner({ ...SETTINGS, memoryBudgetGb }, new LoraFolder(MODELS), {
      paths,
      log: () => undefined,
    });
    open.push(runner);
    return runner;
  }

  it('finds a way when memory runs short, to the same pictures', async () => {
    const runner = createRunner();
    await run(runner, await createPlan('lcm'));
    const plan = await createPlan('sd15');
    const expected = await run(createRunner(), plan);
    const events = await run(runner, shortOfMemory(plan, 2));
    expect(warningsOf(events)).toEqual(['other-models-unloaded', 'text-encoders-unloaded']);
    expect(imagesOf(events)).toEqual(imagesOf(expected));
    const steps = events.flatMap((event) =>
      event.type === 'progress' && event.phase === 'denoise' ? event.step : [],
    );
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  it('decodes in tiles before it gives up', async () => {
    const events = await run(createRunner(), shortOfMemory(await createPlan('sd15'), 2));
    expect(warningsOf(events)).toEqual(['text-encoders-unloaded', 'vae-tiled']);
    expect(imagesOf(events)).toHaveLength(2);
  });

  it('gives up when there is nothing left to unload', async () => {
    await expect(run(createRunner(), shortOfMemory(await createPlan('sd15'), 9))).rejects.toBe(shortage);
  });

  it('refuses what cannot fit', async () => {
    const plan = await createPlan('sd15');
    expect(await createRunner().refuse(plan)).toBeUndefined();
    expect(await createRunner(1e-5).refuse(plan)).toMatchObject({
      field: 'model',
      code: 'not-enough-memory',
      message: expect.stringMatching(/sd15 takes at least .* GiB/) as string,
    });
  });

  it('makes the same pictures with a tight budget', async () => {
    const plan = await createPlan('sd15');
    const [plenty, tight] = [createRunner(), createRunner(0.001)];
    expect(imagesOf(await run(tight, plan))).toEqual(imagesOf(await run(plenty, plan)));
    expect(imagesOf(await run(tight, plan))).toHaveLength(2);
  });

  it('estimates by what an earlier process recorded', async () => {
    const plan = await createPlan('sd15');
    expect((await createRunner().estimate(plan)).seconds).toBeUndefined();
    const earlier = createRunner();
    await run(earlier, plan);
    await earlier.close();
    const estimate = await createRunner().estimate(plan);
    expect(estimate.seconds).toBeGreaterThan(0);
    expect(estimate.peakBytes).toBeGreaterThan(1e6);
  });
});

describe('LocalBackend', () => {
  it('does not try what cannot fit', async () => {
    const backend = createBackend([modelLine('sd15', 'sd15')], [], { memory_budget_gb: 1e-5 });
    const request = await completeRequest(backend, 'sd15', {});
    expect(await backend.check(request)).toMatchObject({ reasons: [{ code: 'not-enough-memory' }] });
    await expect(collectEvents(backend, request)).rejects.toMatchObject({ code: 'out-of-memory' });
    await backend.dispose();
  });

  it('says which device a model cannot have', async () => {
    const lines = ['gpu', 'dml', 'coreml'].map((device) =>
      modelLine(device, 'sd15', { options: { device } }),
    );
    const backend = createBackend([...lines, modelLine('cpu', 'sd15', { options: { device: 'cpu' } })]);
    const models = await backend.listModels();
    expect(models[0]?.unavailable).toMatch(/the option device is "gpu"; expected one of auto, cpu, cuda/);
    // No machine has both.
    expect([models[1]?.unavailable, models[2]?.unavailable].join('\n')).toMatch(
      /the device (dml|coreml) cannot be used: onnxruntime has no/,
    );
    expect(models[3]?.unavailable).toBeUndefined();
    await backend.dispose();
  });
});
