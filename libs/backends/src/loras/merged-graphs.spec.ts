import {
  copyFile,
  cp,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
  type FileHandle,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OnnxSession } from '../runtime/onnx-session.js';
import { loraFixtures, LORAS, readLoraCases, wantLoras, type LoraCase } from '../testing/lora-fixtures.js';
import { fixtureFacts, relativeDifference } from '../testing/run-golden.js';
import { LoraFolder } from './lora-folder.js';
import { planLoras } from './lora-plan.js';
import { MergedGraphs, type HashedLora } from './merged-graphs.js';

const GIBIBYTE = 2 ** 30;

type WriteBytes = (
  data: Uint8Array,
  offset: number,
  length: number,
  position: number,
) => Promise<{ bytesWritten: number }>;

let folder = '';
let graphs: MergedGraphs;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'merged-'));
  graphs = new MergedGraphs({ folder: join(folder, 'merged'), budgetBytes: GIBIBYTE, threads: 1 });
});

afterAll(() => rm(folder, { recursive: true }));

async function planned(
  model: string,
  loras: LoraCase['loras'],
  from: LoraFolder = loraFixtures,
): Promise<readonly HashedLora[]> {
  const plan = await planLoras(await wantLoras(loras, from), await fixtureFacts(model));
  if ('problem' in plan) throw new Error(plan.problem.message);
  expect(plan.warnings).toEqual([]);
  return Promise.all(plan.loras.map(async (lora) => ({ ...lora, ...(await from.hashes(lora.file)) })));
}

async function run(file: string, { inputs, output }: LoraCase): Promise<Float32Array> {
  const session = await OnnxSession.open(file, { threads: 1, device: 'cpu', keepsMemory: false });
  const feeds = new Map(Object.entries(inputs).map(([name, value]) => [session.input([name]), value]));
  const { data } = await session.run(feeds, session.output([output.name]));
  await session.release();
  return data;
}

describe('a graph with LoRAs merged in', () => {
  const named = readLoraCases().map((entry) => {
    const loras = entry.loras.map(({ name, weight }) => `${name} at ${weight}`).join(', ');
    return [`${entry.model}/${entry.component} with ${loras}`, entry] as const;
  });

  it.each(named)('answers as the reference does: %s', async (_, entry) => {
    const { folder: model } = await fixtureFacts(entry.model);
    const file = await graphs.find(model.graph(entry.component), await planned(entry.model, entry.loras));
    const tolerance = entry.model.endsWith('fp16') ? 5e-3 : 2e-5;
    const answer = await run(file, entry);
    expect(relativeDifference(answer, Float32Array.from(entry.output.data))).toBeLessThan(tolerance);
  });

  it('is the graph itself where no LoRA changes it', async () => {
    const { folder: model } = await fixtureFacts('sd15');
    const locon = await planned('sd15', [{ name: 'sd15-locon', weight: 1 }]);
    for (const component of ['text_encoder', 'vae_decoder']) {
      expect(await graphs.find(model.graph(component), locon)).toBe(model.graph(component));
    }
    const text = await planned('sd15', [{ name: 'sd15-kohya', weight: 0, textEncoderWeight: 1 }]);
    expect(await graphs.find(model.graph('unet'), text)).toBe(model.graph('unet'));
    expect(await graphs.find(model.graph('text_encoder'), text)).not.toBe(model.graph('text_encoder'));
  });

  it('leaves the model as it is, and is made once', async () => {
    const { folder: model } = await fixtureFacts('sd15-external');
    const before = await readFile(join(dirname(model.graph('unet')), 'model.onnx_data'));
    const loras = await planned('sd15-external', [{ name: 'sd15-locon', weight: 0.25 }]);
    const first = await graphs.find(model.graph('unet'), loras);
    expect((await stat(first)).mode & 0o777).toBe(0o600);
    const made = await readdir(join(folder, 'merged'));
    expect(await graphs.find(model.graph('unet'), loras)).toBe(first);
    expect(await readdir(join(folder, 'merged'))).toEqual(made);
    expect(await readFile(join(dirname(model.graph('unet')), 'model.onnx_data'))).toEqual(before);
    const other = await planned('sd15-external', [{ name: 'sd15-locon', weight: 0.5 }]);
    expect(await graphs.find(model.graph('unet'), other)).not.toBe(first);
  });

  it('is whole where the system writes less at a time than it is given', async () => {
    const { folder: model } = await fixtureFacts('sd15');
    const loras = await planned('sd15', [{ name: 'sd15-locon', weight: 0.75 }]);
    const whole = await readFile(await graphs.find(model.graph('unet'), loras));

    const lengths: number[] = [];
    await using opened = await open(model.graph('unet'));
    const handles = Object.getPrototypeOf(opened) as { write: WriteBytes };
    const writeAll = handles.write;
    vi.spyOn(handles, 'write').mockImplementation(function (
      this: FileHandle,
      data,
      offset,
      length,
      position,
    ) {
      lengths.push(length);
      return writeAll.call(this, data, offset, Math.min(length, 1000), position);
    });
    const slow = new MergedGraphs({ folder: join(folder, 'slow'), budgetBytes: GIBIBYTE, threads: 1 });
    expect((await readFile(await slow.find(model.graph('unet'), loras))).equals(whole)).toBe(true);
    expect(Math.max(...lengths)).toBeGreaterThan(1000);
  });
});

describe('the folder of merged graphs', () => {
  it('keeps to its budget: what was used longest ago goes', async () => {
    const place = join(folder, 'small');
    const small = new MergedGraphs({ folder: place, budgetBytes: 1, threads: 1 });
    const { folder: model } = await fixtureFacts('sd15');
    await cp(join(folder, 'merged'), place, { recursive: true });
    const file = await small.find(
      model.graph('unet'),
      await planned('sd15', [{ name: 'sd15-locon', weight: 0.123 }]),
    );
    expect(await readdir(place)).toEqual([file.split('/').at(-2)]);
  });

  it('is left empty by a merging that was cancelled', async () => {
    const place = join(folder, 'cancelled');
    const cancelled = new MergedGraphs({ folder: place, budgetBytes: GIBIBYTE, threads: 1 });
    const { folder: model } = await fixtureFacts('sd15');
    const loras = await planned('sd15', [{ name: 'sd15-locon', weight: 1 }]);
    const merging = cancelled.find(model.graph('unet'), loras, AbortSignal.abort());
    await expect(merging).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(place)).toEqual([]);
  });

  it('takes nothing half made for whole, and removes it', async () => {
    const place = join(folder, 'broken');
    const loras = join(folder, 'loras');
    await cp(LORAS, loras, { recursive: true });
    const from = new LoraFolder(loras);
    const broken = new MergedGraphs({ folder: place, budgetBytes: GIBIBYTE, threads: 1 });
    const { folder: model } = await fixtureFacts('sd15');
    const wanted = await planned('sd15', [{ name: 'sd15-locon', weight: 1 }], from);
    await writeFile(join(loras, 'sd15-locon.safetensors'), 'changed');
    await expect(broken.find(model.graph('unet'), wanted)).rejects.toThrow(
      'the file of the LoRA sd15-locon changed',
    );
    expect(await readdir(place)).toEqual([]);
    await copyFile(join(LORAS, 'sd15-locon.safetensors'), join(loras, 'sd15-locon.safetensors'));
    const again = await planned('sd15', [{ name: 'sd15-locon', weight: 1 }], from);
    await expect(broken.find(model.graph('unet'), again)).resolves.toContain(place);
  });
});
