import { latentShape } from '../pipelines/latent-shape.js';
import { takesInput, type ModelFacts } from '../pipelines/model-facts.js';
import { readGraphOperators } from '../runtime/read-graph-operators.js';
import type { Size } from '../pictures/pixels.js';

const FLOAT_BYTES = 4;

/** Operators that go through attention in blocks and never hold all scores. */
const FUSED = ['Attention', 'com.microsoft.Attention', 'com.microsoft.MultiHeadAttention'];

/** What the released models have, for exports without config.json. */
const STABLE_DIFFUSION_HEADS = 8;
const STABLE_DIFFUSION_XL_HEADS = 10;
const TRANSFORMER_HEADS = 24;

/** Latents that a transformer sees as one token, each way. */
const PATCH = 2;

/**
 * One copy of the scores of the denoiser's largest attention, for one picture: plain exports compute all of
 * them at once, which at large sizes outweighs everything else.
 *
 * @returns bytes; 0 where attention is linear or fused
 */
export async function attentionBytes(facts: ModelFacts, size: Size): Promise<number> {
  // Sana's attention is linear.
  if (takesInput(facts, 'encoder_attention_mask')) return 0;
  const operators = await readGraphOperators(facts.folder.graph(facts.denoiser));
  if (FUSED.some((operator) => operators.has(operator))) return 0;
  const { width, height } = latentShape(facts, size);
  const { heads, places } = facts.denoiser === 'unet' ? ofUnet(facts) : ofTransformer(facts);
  return ((width * height) / places) ** 2 * heads * FLOAT_BYTES;
}

/** Heads, and latents per token. */
interface Attention {
  readonly heads: number;
  readonly places: number;
}

/** The first block with attention has the most tokens. */
function ofUnet(facts: ModelFacts): Attention {
  const {
    down_block_types: blocks,
    num_attention_heads: named,
    attention_head_dim: dim,
  } = facts.denoiserConfig;
  const isXl = takesInput(facts, 'time_ids');
  const found = Array.isArray(blocks) ? blocks.findIndex((block) => String(block).includes('Attn')) : -1;
  const level = found >= 0 ? found : Number(isXl);
  // diffusers calls the number of a unet's heads `attention_head_dim`.
  const heads: unknown = named ?? dim;
  const count: unknown = Array.isArray(heads) ? heads[level] : heads;
  const released = isXl ? STABLE_DIFFUSION_XL_HEADS : STABLE_DIFFUSION_HEADS;
  return { heads: typeof count === 'number' ? count : released, places: 4 ** level };
}

function ofTransformer({ denoiserConfig }: ModelFacts): Attention {
  const { num_attention_heads: heads } = denoiserConfig;
  return { heads: typeof heads === 'number' ? heads : TRANSFORMER_HEADS, places: PATCH ** 2 };
}
