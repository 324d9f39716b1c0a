/**
 * How the layers of a unet's blocks are called in the repositories that Stable Diffusion comes from
 * (https://github.com/Stability-AI/generative-models), by their names in diffusers.
 */
const RESNET_PARTS: Readonly<Record<string, string>> = {
  conv1: 'in_layers.2',
  conv2: 'out_layers.3',
  time_emb_proj: 'emb_layers.1',
  conv_shortcut: 'skip_connection',
};

const SINGLE_LAYERS: Readonly<Record<string, string>> = {
  conv_in: 'input_blocks.0.0',
  conv_out: 'out.2',
  'time_embedding.linear_1': 'time_embed.0',
  'time_embedding.linear_2': 'time_embed.2',
  'add_embedding.linear_1': 'label_emb.0.0',
  'add_embedding.linear_2': 'label_emb.0.2',
};

const BLOCK = /^(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.+)$/;
const MIDDLE = /^mid_block\.(resnets|attentions)\.(\d+)\.(.+)$/;

/**
 * A unet module's name in the original layout, where blocks are numbered through: each down block has its
 * resnets and then one place for the down-sampler, each up block one resnet more.
 *
 * @param module in diffusers' words: `down_blocks.1.attentions.0.proj_in`
 * @param resnets of a down block
 * @returns undefined for a module of another kind of network
 */
export function latentDiffusionName(module: string, resnets: number): string | undefined {
  const single = SINGLE_LAYERS[module];
  if (single !== undefined) return single;
  const [, part = '', index = '', rest = ''] = MIDDLE.exec(module) ?? [];
  if (part === 'attentions') return `middle_block.1.${rest}`;
  if (part === 'resnets') return `middle_block.${Number(index) * 2}.${resnetPart(rest)}`;
  const found = BLOCK.exec(module);
  if (found === null) return undefined;
  const [, way, block = '', kind, place = '', inner = ''] = found;
  const stride = resnets + 1;
  const first = Number(block) * stride + (way === 'down' ? 1 : 0);
  const blocks = way === 'down' ? 'input_blocks' : 'output_blocks';
  if (kind === 'resnets') return `${blocks}.${first + Number(place)}.0.${resnetPart(inner)}`;
  if (kind === 'attentions') return `${blocks}.${first + Number(place)}.1.${inner}`;
  if (kind === 'downsamplers') return `${blocks}.${first + resnets}.0.op`;
  // The up-sampler comes last in its place: behind a resnet and, where there is one, an attention.
  return `${blocks}.${first + resnets}.2.conv`;
}

function resnetPart(name: string): string {
  return RESNET_PARTS[name] ?? name;
}
