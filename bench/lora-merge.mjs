// How long it takes to merge a LoRA into weights of a realistic size: `node bench/lora-merge.mjs [rank] [threads]`.
import { copyFile, mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { planLoras } from '../libs/backends/dist/loras/lora-plan.js';
import { LoraFolder } from '../libs/backends/dist/loras/lora-folder.js';
import { MergedGraphs } from '../libs/backends/dist/loras/merged-graphs.js';
import { bytesField, numberField, textField } from '../libs/backends/dist/runtime/protobuf-bytes.js';

const [rank = 32, threads = availableParallelism()] = process.argv.slice(2).map(Number);

/** The layers of three blocks of SDXL's unet at its widest: attention and feed-forward, 393 MB of float32. */
const LAYERS = Array.from({ length: 3 }, (_, block) =>
  [
    ...['attn1', 'attn2'].flatMap((attention) =>
      ['to_q', 'to_k', 'to_v', 'to_out.0'].map((name) => [`${attention}.${name}`, 1280, 1280]),
    ),
    ['ff.net.0.proj', 10240, 1280],
    ['ff.net.2', 1280, 5120],
  ].map(([name, outputs, inputs]) => ({
    module: `mid_block.attentions.0.transformer_blocks.${block}.${name}`,
    outputs,
    inputs,
  })),
).flat();

const folder = await mkdtemp(join(tmpdir(), 'bench-lora-'));
try {
  const graph = await writeModel(join(folder, 'model/unet'));
  await writeLora(join(folder, 'loras'));
  const loras = new LoraFolder(join(folder, 'loras'));
  const [file] = await loras.list();
  const facts = { folder: { graph: () => graph }, denoiser: 'unet', graphs: ['unet'] };
  const { loras: planned } = await planLoras([{ name: 'it', weight: 0.8, file, field: 'loras' }], facts);
  const hashed = await Promise.all(
    planned.map(async (lora) => ({ ...lora, sha256: await loras.sha256(file) })),
  );
  const { size } = await stat(join(folder, 'model/unet/weights.bin'));

  const copying = await timed(() => copyFile(join(folder, 'model/unet/weights.bin'), join(folder, 'copy')));
  const rules = { folder: join(folder, 'merged'), budgetBytes: 2 ** 33, threads };
  const merging = await timed(() => new MergedGraphs(rules).find(graph, hashed));
  const again = await timed(() => new MergedGraphs(rules).find(graph, hashed));
  const peak = process.resourceUsage().maxRSS / 1024;
  console.log(`weights ${Math.round(size / 1e6)} MB, rank ${rank}, ${threads} threads`);
  console.log(
    `copy ${copying} ms, merge ${merging} ms, again ${again} ms, peak resident ${Math.round(peak)} MB`,
  );
} finally {
  await rm(folder, { recursive: true });
}

async function timed(work) {
  const start = performance.now();
  await work();
  return Math.round(performance.now() - start);
}

/** A graph of linear layers as optimum writes it, with the weights beside it. */
async function writeModel(target) {
  await mkdir(target, { recursive: true });
  await using weights = await open(join(target, 'weights.bin'), 'w');
  let offset = 0;
  const parts = [];
  for (const [index, { module, outputs, inputs }] of LAYERS.entries()) {
    const values = Float32Array.from({ length: outputs * inputs }, (_, i) => Math.sin(i) / 40);
    await weights.write(new Uint8Array(values.buffer));
    const entries = { location: 'weights.bin', offset: String(offset), length: String(values.byteLength) };
    offset += values.byteLength;
    const name = `onnx::MatMul_${index}`;
    parts.push(
      bytesField(1, [
        ...textField(1, `x${index}`),
        ...textField(1, name),
        ...textField(2, `y${index}`),
        ...textField(3, `/${module.replaceAll('.', '/').replaceAll(/\/(\d+)/g, '.$1')}/MatMul`),
        ...textField(4, 'MatMul'),
      ]),
      bytesField(5, [
        ...numberField(1, inputs),
        ...numberField(1, outputs),
        ...numberField(2, 1),
        ...textField(8, name),
        ...Object.entries(entries).flatMap(([key, value]) =>
          bytesField(13, [...textField(1, key), ...textField(2, value)]),
        ),
        ...numberField(14, 1),
      ]),
    );
  }
  const path = join(target, 'model.onnx');
  await using file = await open(path, 'w');
  await file.write(Uint8Array.from(bytesField(7, parts.flat())));
  return path;
}

/** A LoRA in kohya's names for all layers, in float16 zeros: what the values are takes no time. */
async function writeLora(target) {
  await mkdir(target, { recursive: true });
  let offset = 0;
  const header = {};
  for (const { module, outputs, inputs } of LAYERS) {
    for (const { half, shape } of [
      { half: 'lora_down', shape: [rank, inputs] },
      { half: 'lora_up', shape: [outputs, rank] },
    ]) {
      const end = offset + shape[0] * shape[1] * 2;
      const name = `lora_unet_${module.replaceAll('.', '_')}.${half}.weight`;
      header[name] = { dtype: 'F16', shape, data_offsets: [offset, end] };
      offset = end;
    }
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  await using file = await open(join(target, 'it.safetensors'), 'w');
  await file.write(Buffer.concat([length, text, Buffer.alloc(offset)]));
}
