type Rename = readonly [diffusers: RegExp, original: string, order: number];

/** Double blocks of FLUX (https://github.com/black-forest-labs/flux): picture and text side by side. */
const FLUX: readonly Rename[] = [
  [/^transformer_blocks\.(\d+)\.attn\.to_q$/, 'double_blocks.$1.img_attn.qkv', 0],
  [/^transformer_blocks\.(\d+)\.attn\.to_k$/, 'double_blocks.$1.img_attn.qkv', 1],
  [/^transformer_blocks\.(\d+)\.attn\.to_v$/, 'double_blocks.$1.img_attn.qkv', 2],
  [/^transformer_blocks\.(\d+)\.attn\.add_q_proj$/, 'double_blocks.$1.txt_attn.qkv', 0],
  [/^transformer_blocks\.(\d+)\.attn\.add_k_proj$/, 'double_blocks.$1.txt_attn.qkv', 1],
  [/^transformer_blocks\.(\d+)\.attn\.add_v_proj$/, 'double_blocks.$1.txt_attn.qkv', 2],
  [/^transformer_blocks\.(\d+)\.attn\.to_out\.0$/, 'double_blocks.$1.img_attn.proj', 0],
  [/^transformer_blocks\.(\d+)\.attn\.to_add_out$/, 'double_blocks.$1.txt_attn.proj', 0],
  [/^transformer_blocks\.(\d+)\.ff\.net\.0\.proj$/, 'double_blocks.$1.img_mlp.0', 0],
  [/^transformer_blocks\.(\d+)\.ff\.net\.2$/, 'double_blocks.$1.img_mlp.2', 0],
  [/^transformer_blocks\.(\d+)\.ff_context\.net\.0\.proj$/, 'double_blocks.$1.txt_mlp.0', 0],
  [/^transformer_blocks\.(\d+)\.ff_context\.net\.2$/, 'double_blocks.$1.txt_mlp.2', 0],
  [/^transformer_blocks\.(\d+)\.norm1\.linear$/, 'double_blocks.$1.img_mod.lin', 0],
  [/^transformer_blocks\.(\d+)\.norm1_context\.linear$/, 'double_blocks.$1.txt_mod.lin', 0],
  [/^single_transformer_blocks\.(\d+)\.attn\.to_q$/, 'single_blocks.$1.linear1', 0],
  [/^single_transformer_blocks\.(\d+)\.attn\.to_k$/, 'single_blocks.$1.linear1', 1],
  [/^single_transformer_blocks\.(\d+)\.attn\.to_v$/, 'single_blocks.$1.linear1', 2],
  [/^single_transformer_blocks\.(\d+)\.proj_mlp$/, 'single_blocks.$1.linear1', 3],
  [/^single_transformer_blocks\.(\d+)\.proj_out$/, 'single_blocks.$1.linear2', 0],
  [/^single_transformer_blocks\.(\d+)\.norm\.linear$/, 'single_blocks.$1.modulation.lin', 0],
  [/^x_embedder$/, 'img_in', 0],
  [/^context_embedder$/, 'txt_in', 0],
  [/^time_text_embed\.timestep_embedder\.linear_1$/, 'time_in.in_layer', 0],
  [/^time_text_embed\.timestep_embedder\.linear_2$/, 'time_in.out_layer', 0],
  [/^time_text_embed\.guidance_embedder\.linear_1$/, 'guidance_in.in_layer', 0],
  [/^time_text_embed\.guidance_embedder\.linear_2$/, 'guidance_in.out_layer', 0],
  [/^time_text_embed\.text_embedder\.linear_1$/, 'vector_in.in_layer', 0],
  [/^time_text_embed\.text_embedder\.linear_2$/, 'vector_in.out_layer', 0],
];

/** Joint blocks of Stable Diffusion 3 (https://github.com/Stability-AI/sd3-ref). */
const STABLE_DIFFUSION_3: readonly Rename[] = [
  [/^transformer_blocks\.(\d+)\.(attn2?)\.to_q$/, 'joint_blocks.$1.x_block.$2.qkv', 0],
  [/^transformer_blocks\.(\d+)\.(attn2?)\.to_k$/, 'joint_blocks.$1.x_block.$2.qkv', 1],
  [/^transformer_blocks\.(\d+)\.(attn2?)\.to_v$/, 'joint_blocks.$1.x_block.$2.qkv', 2],
  [/^transformer_blocks\.(\d+)\.(attn2?)\.to_out\.0$/, 'joint_blocks.$1.x_block.$2.proj', 0],
  [/^transformer_blocks\.(\d+)\.attn\.add_q_proj$/, 'joint_blocks.$1.context_block.attn.qkv', 0],
  [/^transformer_blocks\.(\d+)\.attn\.add_k_proj$/, 'joint_blocks.$1.context_block.attn.qkv', 1],
  [/^transformer_blocks\.(\d+)\.attn\.add_v_proj$/, 'joint_blocks.$1.context_block.attn.qkv', 2],
  [/^transformer_blocks\.(\d+)\.attn\.to_add_out$/, 'joint_blocks.$1.context_block.attn.proj', 0],
  [/^transformer_blocks\.(\d+)\.ff\.net\.0\.proj$/, 'joint_blocks.$1.x_block.mlp.fc1', 0],
  [/^transformer_blocks\.(\d+)\.ff\.net\.2$/, 'joint_blocks.$1.x_block.mlp.fc2', 0],
  [/^transformer_blocks\.(\d+)\.ff_context\.net\.0\.proj$/, 'joint_blocks.$1.context_block.mlp.fc1', 0],
  [/^transformer_blocks\.(\d+)\.ff_context\.net\.2$/, 'joint_blocks.$1.context_block.mlp.fc2', 0],
  [/^transformer_blocks\.(\d+)\.norm1\.linear$/, 'joint_blocks.$1.x_block.adaLN_modulation.1', 0],
  [
    /^transformer_blocks\.(\d+)\.norm1_context\.linear$/,
    'joint_blocks.$1.context_block.adaLN_modulation.1',
    0,
  ],
  [/^pos_embed\.proj$/, 'x_embedder.proj', 0],
  [/^time_text_embed\.timestep_embedder\.linear_1$/, 't_embedder.mlp.0', 0],
  [/^time_text_embed\.timestep_embedder\.linear_2$/, 't_embedder.mlp.2', 0],
  [/^time_text_embed\.text_embedder\.linear_1$/, 'y_embedder.mlp.0', 0],
  [/^time_text_embed\.text_embedder\.linear_2$/, 'y_embedder.mlp.2', 0],
];

/**
 * The names of transformer modules in their original repositories. Where query, key and value (and in FLUX's
 * single blocks the first layer after them) are one layer there, its outputs are theirs one after the other.
 */
export const TRANSFORMER_NAMES: readonly Rename[] = [
  ...FLUX,
  ...STABLE_DIFFUSION_3,
  [/^proj_out$/, 'final_layer.linear', 0],
];
