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
  LoadImage: { input: { required: { image: [['example.png'], { image_upload: true }] } } },
  LoadImageMask: {
    input: {
      required: {
        image: ['COMBO', { options: ['example.png'], image_upload: true }],
        channel: [['alpha', 'red', 'green', 'blue']],
      },
    },
  },
  ImageScale: {
    input: {
      required: {
        image: ['IMAGE'],
        upscale_method: [['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos']],
        width: ['INT', { default: 512, min: 0, max: 16384, step: 1 }],
        height: ['INT', { default: 512, min: 0, max: 16384, step: 1 }],
        crop: [['disabled', 'center']],
      },
    },
  },
  VAEEncode: { input: { required: { pixels: ['IMAGE'], vae: ['VAE'] } } },
  ImageToMask: { input: { required: { image: ['IMAGE'], channel: [['red', 'green', 'blue', 'alpha']] } } },
  MaskToImage: { input: { required: { mask: ['MASK'] } } },
  InvertMask: { input: { required: { mask: ['MASK'] } } },
  ImageBlur: {
    input: {
      required: {
        image: ['IMAGE'],
        blur_radius: ['INT', { default: 1, min: 1, max: 31, step: 1 }],
        sigma: ['FLOAT', { default: 1, min: 0.1, max: 10, step: 0.1 }],
      },
    },
  },
  JoinImageWithAlpha: { input: { required: { image: ['IMAGE'], alpha: ['MASK'] } } },
  SplitImageWithAlpha: { input: { required: { image: ['IMAGE'] } } },
  SetLatentNoiseMask: { input: { required: { samples: ['LATENT'], mask: ['MASK'] } } },
  ImageCompositeMasked: {
    input: {
      required: {
        destination: ['IMAGE'],
        source: ['IMAGE'],
        x: ['INT', { default: 0, min: 0, max: 16384 }],
        y: ['INT', { default: 0, min: 0, max: 16384 }],
        resize_source: ['BOOLEAN', { default: false }],
      },
      optional: { mask: ['MASK'] },
    },
  },
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

/**
 * A fault of one input in the server's words; undefined when it takes `value`.
 *
 * @param files in the server's folder of inputs
 */
export function inputFault(
  classType: string,
  input: string,
  value: unknown,
  files: ReadonlyMap<string, unknown>,
): [string, string] | undefined {
  const { required = {}, optional = {} } = OBJECT_INFO[classType]!.input;
  const [type, details = {}] = (required[input] ?? optional[input] ?? []) as [
    unknown,
    Record<string, unknown>?,
  ];
  const choices = Array.isArray(type) ? (type as unknown[]) : (details['options'] as unknown[] | undefined);
  if (Array.isArray(value)) return undefined;
  if (details['image_upload'] === true) {
    const isThere = files.has(String(value));
    return isThere ? undefined : ['custom_validation_failed', `Invalid image file: ${String(value)}`];
  }
  if (choices !== undefined && !choices.includes(value)) return ['value_not_in_list', 'Value not in list'];
  if (typeof value !== 'number') return undefined;
  if (value < Number(details['min'] ?? -Infinity))
    return ['value_smaller_than_min', 'Value smaller than min'];
  if (value > Number(details['max'] ?? Infinity)) return ['value_bigger_than_max', 'Value bigger than max'];
  return undefined;
}
