import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModelFacts } from '../pipelines/model-facts.js';
import { wantLoras } from '../testing/lora-fixtures.js';
import { FIXTURES } from '../testing/read-oracle.js';
import { fixtureFacts } from '../testing/run-golden.js';
import { writeGraph } from '../testing/write-graph.js';
import { writeSafetensors, zeroLayers, type PlainTensor } from '../testing/write-safetensors.js';
import { ModelFolder } from '../weights/model-folder.js';
import { LoraFolder } from './lora-folder.js';
import { planLoras, type LoraPlan } from './lora-plan.js';

const ATTENTION = 'lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_q';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plans-'));
});

afterAll(() => rm(folder, { recursive: true }));

async function plan(
  tensors: readonly PlainTensor[],
  metadata: Readonly<Record<string, string>> = {},
  model = 'sd15',
): Promise<LoraPlan> {
  await writeSafetensors(join(folder, 'it.safetensors'), tensors, metadata);
  const wanted = await wantLoras([{ name: 'it', weight: 1 }], new LoraFolder(folder));
  return planLoras(wanted, await fixtureFacts(model));
}

const problemOf = (result: LoraPlan) => ('problem' in result ? result.problem.message : undefined);

describe('a LoRA is refused', () => {
  it.each([
    ['for another family by its trainer', { ss_base_model_version: 'sdxl_base_v1-0' }, 'Stable Diffusion XL'],
    ['for another family by its architecture', { 'modelspec.architecture': 'flux-1-dev/lora' }, 'FLUX.1'],
    ['for nobody knows what', {}, 'another model'],
  ])('%s', async (_, metadata, family) => {
    const result = await plan(zeroLayers({ lora_unet_other_layer: [8, 8] }), metadata);
    expect(problemOf(result)).toContain(
      "the LoRA it does not fit: none of its layers are in this model's unet",
    );
    expect(problemOf(result)).toContain(`it looks like one for ${family}`);
  });

  it('whose layers have other sizes', async () => {
    const result = await plan(zeroLayers({ [ATTENTION]: [320, 320] }));
    expect(problemOf(result)).toContain(`its layer ${ATTENTION} is 320 × 320, this model's 8 × 8`);
  });

  it.each([
    ['dora_scale', 'DoRA'],
    ['hada_w1_a', 'LoHa'],
    ['lokr_w2', 'LoKr'],
    ['diff', 'full difference'],
  ])('that is another kind of adapter: %s', async (suffix, kind) => {
    const other = { name: `${ATTENTION}.${suffix}`, type: 'F32', shape: [1], bytes: new Uint8Array(4) };
    const result = await plan([...zeroLayers({ [ATTENTION]: [8, 8] }), other]);
    expect(problemOf(result)).toBe(`it is a ${kind} file; only plain LoRA and LoCon can be used`);
  });

  it('that is damaged', async () => {
    await writeFile(join(folder, 'broken.safetensors'), 'no');
    const wanted = await wantLoras([{ name: 'broken', weight: 1 }], new LoraFolder(folder));
    expect(await planLoras(wanted, await fixtureFacts('sd15'))).toEqual({
      problem: {
        field: 'loras',
        code: 'damaged-file',
        message: 'the LoRA broken is damaged: it is no safetensors file; get the file again',
      },
    });
  });

  it('for a graph whose layers were joined, naming the operator and what to use', async () => {
    const model = join(folder, 'joined');
    await cp(new URL('models/sd15', FIXTURES), model, { recursive: true });
    await mkdir(join(model, 'unet'), { recursive: true });
    await writeGraph(join(model, 'unet/model.onnx'), [['com.microsoft', 'Attention']]);
    const wanted = await wantLoras([{ name: 'sd15-kohya', weight: 1 }]);
    const result = await planLoras(wanted, await readModelFacts(new ModelFolder(model)));
    expect(problemOf(result)).toContain('the graph of unet has the operator com.microsoft.Attention');
    expect(problemOf(result)).toContain("use a plain export, such as optimum's");
  });
});

it('tells of the parts of a LoRA that have no place', async () => {
  const layers = zeroLayers({ [ATTENTION]: [8, 8], lora_te2_other: [8, 8], lora_unet_other: [8, 8] });
  expect(await plan(layers)).toMatchObject({
    loras: [{ name: 'it', parts: [{ component: 'unet' }] }],
    warnings: [
      {
        code: 'lora-partly-applied',
        message: 'the LoRA it was applied in part: 2 of its parts have no place in this model',
      },
    ],
  });
});

it('leaves a LoRA of weight 0 alone', async () => {
  const wanted = await wantLoras([{ name: 'flux-peft', weight: 0 }]);
  expect(await planLoras(wanted, await fixtureFacts('sd15'))).toEqual({ loras: [], warnings: [] });
});
