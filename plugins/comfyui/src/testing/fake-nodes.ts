/** As the server tells of its nodes; only what the tests' graphs are made of. */
export const OBJECT_INFO: Readonly<Record<string, { input: Record<string, Record<string, unknown[]>> }>> = {
  CheckpointLoaderSimple: {
    input: { required: { ckpt_name: [['dream.safetensors', 'sub\\neon.safetensors']] } },
  },
  CLIPTextEncode: {
    input: { required: { text: ['STRING', { multiline: true, default: 'a cat' }], clip: ['CLIP'] } },
  },
  EmptyLatentImage: {
    input: {
      required: {
        width: ['INT', { default: 512, min: 16, max: 16384, step: 8 }],
        height: ['INT', { default: 512, min: 16, max: 16384, step: 8 }],
        batch_size: ['INT', { default: 1, min: 1, max: 4096 }],
      },
    },
  },
  KSampler: {
    input: {
      required: {
        model: ['MODEL'],
        seed: ['INT', { default: 0, min: 0, max: 2 ** 64 }],
        steps: ['INT', { default: 20, min: 1, max: 10000 }],
        cfg: ['FLOAT', { default: 8, min: 0, max: 100, step: 0.1, round: 0.01 }],
        sampler_name: [['euler', 'euler_ancestral', 'dpmpp_2m']],
        scheduler: ['COMBO', { options: ['normal', 'karras'] }],
        positive: ['CONDITIONING'],
        negative: ['CONDITIONING'],
        latent_image: ['LATENT'],
        denoise: ['FLOAT', { default: 1, min: 0, max: 1, step: 0.01 }],
      },
    },
  },
  VAEDecode: { input: { required: { samples: ['LATENT'], vae: ['VAE'] } } },
  SaveImage: {
    input: { required: { images: ['IMAGE'], filename_prefix: ['STRING', { default: 'ComfyUI' }] } },
  },
  PreviewImage: { input: { required: { images: ['IMAGE'] } } },
  LoraLoader: {
    input: {
      required: {
        model: ['MODEL'],
        clip: ['CLIP'],
        lora_name: [['none', 'pixel.safetensors']],
        strength_model: ['FLOAT', { default: 1, min: -100, max: 100, step: 0.01 }],
      },
      optional: { bypass: ['BOOLEAN', { default: true }] },
    },
  },
};

/** A fault of one input in the server's words; undefined when it takes `value`. */
export function inputFault(classType: string, input: string, value: unknown): [string, string] | undefined {
  const { required = {}, optional = {} } = OBJECT_INFO[classType]!.input;
  const [type, details = {}] = (required[input] ?? optional[input] ?? []) as [
    unknown,
    Record<string, unknown>?,
  ];
  const choices = Array.isArray(type) ? (type as unknown[]) : (details['options'] as unknown[] | undefined);
  if (Array.isArray(value)) return undefined;
  if (choices !== undefined && !choices.includes(value)) return ['value_not_in_list', 'Value not in list'];
  if (typeof value !== 'number') return undefined;
  if (value < Number(details['min'] ?? -Infinity))
    return ['value_smaller_than_min', 'Value smaller than min'];
  if (value > Number(details['max'] ?? Infinity)) return ['value_bigger_than_max', 'Value bigger than max'];
  return undefined;
}
