import { describe, expect, it } from 'vitest';
import { chooseFiles } from './choose-files.js';
import type { HubFile } from './hub-file.js';
import type { ModelPlace } from './model-place.js';

const PLACE: ModelPlace = {
  repo: 'owner/name',
  revision: 'main',
  variant: undefined,
  subfolder: undefined,
  folder: 'owner/name',
};

const MINIMAL = ['text_encoder/model.onnx', 'unet/model.onnx', 'vae_decoder/model.onnx'];

const file = (path: string): HubFile => ({
  path,
  sizeBytes: 1,
  checksum: { kind: 'sha256', digest: '0' },
});

/** `path` or `path > target` per chosen file. */
function choose(paths: readonly string[], changes: Partial<ModelPlace> = {}): readonly string[] {
  return chooseFiles(paths.map(file), { ...PLACE, ...changes }).map(({ file: { path }, target }) =>
    path === target ? path : `${path} > ${target}`,
  );
}

describe('chooseFiles', () => {
  it('takes graphs, their weights and the texts; nothing of other frameworks', () => {
    const needed = [
      'model_index.json',
      'tokenizer/vocab.json',
      'tokenizer/merges.txt',
      'tokenizer_2/tokenizer.json',
      'scheduler/scheduler_config.json',
      'unet/config.json',
      'unet/model.onnx',
      'unet/model.onnx_data',
      'text_encoder/model.onnx',
      'text_encoder_2/model.onnx',
      'text_encoder_2/model.onnx.data',
      'vae_decoder/model.onnx',
      'vae_encoder/model.onnx',
      'vae_encoder/weights.pb',
    ];
    const others = [
      'README.md',
      'sd_xl_base_1.0.safetensors',
      'unet/diffusion_pytorch_model.bin',
      'unet/diffusion_pytorch_model.fp16.safetensors',
      'unet/openvino_model.xml',
      'unet/flax_model.msgpack',
      'unet/deeper/model.onnx',
      'vae/config.json',
      'safety_checker/model.onnx',
      'tokenizer/spiece.model',
      'unet/..',
    ];
    expect([...choose([...others, ...needed])].sort()).toEqual([...needed].sort());
  });

  it('takes the variant asked for where a component has it', () => {
    const paths = [
      ...MINIMAL,
      'unet/model.onnx_data',
      'unet/model.fp16.onnx',
      'unet/model.fp16.onnx_data',
      'vae_decoder/model_fp16.onnx',
    ];
    expect(choose(paths, { variant: 'fp16' })).toEqual([
      'unet/model.fp16.onnx > unet/model.onnx',
      'unet/model.fp16.onnx_data',
      'text_encoder/model.onnx',
      'vae_decoder/model_fp16.onnx > vae_decoder/model.onnx',
    ]);
    expect(choose(paths)).toEqual([
      'unet/model.onnx',
      'unet/model.onnx_data',
      'text_encoder/model.onnx',
      'vae_decoder/model.onnx',
    ]);
  });

  it('takes a subfolder as the root', () => {
    const paths = [
      ...MINIMAL.map((path) => `io16/${path}`),
      ...MINIMAL,
      'io16/unet/a0b1c2d3-0123-4567-89ab-cdef01234567',
    ];
    expect(choose(paths, { subfolder: 'io16' })).toEqual([
      'io16/unet/model.onnx > unet/model.onnx',
      'io16/unet/a0b1c2d3-0123-4567-89ab-cdef01234567 > unet/a0b1c2d3-0123-4567-89ab-cdef01234567',
      'io16/text_encoder/model.onnx > text_encoder/model.onnx',
      'io16/vae_decoder/model.onnx > vae_decoder/model.onnx',
    ]);
  });

  it.each([
    [
      ['unet/diffusion_pytorch_model.safetensors'],
      /no ONNX graph .*optimum-cli export onnx --model owner\/name/,
    ],
    [['a/unet/model.onnx', 'b/unet/model.onnx'], /but in a, b: choose one .*\{"subfolder": "a"\}/],
    [
      ['unet/model_fp16.onnx', 'unet/model_int8.onnx'],
      /only model_fp16.onnx, model_int8.onnx in unet; choose/,
    ],
    [['unet/model.onnx', 'text_encoder/model.onnx'], /no model.onnx in vae_decoder/],
  ])('explains what %j lacks', (paths, message) => {
    expect(() => choose(paths)).toThrow(
      expect.objectContaining({
        code: 'model-missing',
        message: expect.stringMatching(message) as string,
      }) as Error,
    );
  });
});
