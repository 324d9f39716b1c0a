import type { ApiGraph } from './graph-template.js';

/** Text to picture with one checkpoint, of nodes that every ComfyUI has. */
export const DEFAULT_GRAPH: ApiGraph = {
  checkpoint: { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: '{{model}}' } },
  positive: { class_type: 'CLIPTextEncode', inputs: { text: '{{prompt}}', clip: ['checkpoint', 1] } },
  negative: {
    class_type: 'CLIPTextEncode',
    inputs: { text: '{{negative_prompt}}', clip: ['checkpoint', 1] },
  },
  sampler: {
    class_type: 'KSampler',
    inputs: {
      model: ['checkpoint', 0],
      positive: ['positive', 0],
      negative: ['negative', 0],
      latent_image: ['latent', 0],
      steps: '{{steps}}',
      cfg: '{{guidance_scale:7}}',
      sampler_name: '{{sampler:dpmpp_2m}}',
      scheduler: '{{scheduler:karras}}',
      seed: '{{seed}}',
      denoise: 1,
    },
  },
  latent: {
    class_type: 'EmptyLatentImage',
    inputs: { width: '{{width}}', height: '{{height}}', batch_size: 1 },
  },
  decoder: { class_type: 'VAEDecode', inputs: { samples: ['sampler', 0], vae: ['checkpoint', 2] } },
  saver: { class_type: 'SaveImage', inputs: { images: ['decoder', 0], filename_prefix: 'cyberimage' } },
};
