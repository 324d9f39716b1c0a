import { describe, expect, it } from 'vitest';
import { readLatentSpace } from './latent-space.js';

const inputs = (...names: readonly string[]) =>
  names.map((name) => ({ name, type: 'float32', shape: ['batch'] }));

describe('readLatentSpace', () => {
  it.each([
    [['sample', 'timestep'], 4, 8, 8, 0.18215, 512],
    [['sample', 'time_ids'], 4, 8, 4, 0.13025, 1024],
    [['hidden_states', 'pooled_projections'], 16, 8, 2, 1.5305, 1024],
    [['hidden_states', 'pooled_projections', 'img_ids'], 16, 8, 2, 0.3611, 1024],
    [['hidden_states', 'encoder_attention_mask'], 32, 32, 1, 0.41407, 1024],
  ])(
    'knows the released model with %j without its configs',
    (names, channels, factor, multiple, scale, px) => {
      const space = readLatentSpace({ denoiser: undefined, vae: undefined, inputs: inputs(...names) });
      expect(space).toMatchObject({ channels, vaeFactor: factor, multiple, scaling: { factor: scale } });
      expect(space.nativeSize * space.vaeFactor).toBe(px);
    },
  );

  it('goes by the configs', () => {
    const space = readLatentSpace({
      denoiser: { block_out_channels: [320, 640, 1280], sample_size: 96, in_channels: 9 },
      vae: { block_out_channels: [1, 2, 3, 4], latent_channels: 4, scaling_factor: 0.5, shift_factor: 0.1 },
      inputs: inputs('sample'),
    });
    expect(space).toEqual({
      channels: 4,
      vaeFactor: 8,
      scaling: { factor: 0.5, shift: 0.1 },
      multiple: 4,
      nativeSize: 96,
    });
  });

  it('counts the stages of a deep-compression autoencoder', () => {
    const vae = { encoder_block_out_channels: [1, 2, 3, 4, 5, 6], latent_channels: 32 };
    expect(readLatentSpace({ denoiser: {}, vae, inputs: inputs('encoder_attention_mask') }).vaeFactor).toBe(
      32,
    );
  });
});
