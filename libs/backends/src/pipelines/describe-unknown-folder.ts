import { readdir } from 'node:fs/promises';

/** Weights of PyTorch, which have to be exported first. */
const PYTORCH_WEIGHTS = /\.(safetensors|bin|ckpt|pth?)$/;

/** Folders of NVIDIA's exports (`transformer.opt`, `unetxl.opt`): operators of TensorRT are inside. */
const TENSOR_RT = /\.opt$/;

/**
 * What a folder without a denoiser holds instead, and what to do about it. Looks at names only.
 *
 * @param root absolute
 */
export async function describeUnknownFolder(root: string): Promise<string> {
  const names = await readdir(root, { recursive: true });
  const engine = names.find((name) => TENSOR_RT.test(name));
  if (engine !== undefined) {
    return `${root} is an export for TensorRT (${engine}), which this backend does not run; use one in the diffusers folder layout, such as optimum's`;
  }
  const weights = names.find((name) => PYTORCH_WEIGHTS.test(name));
  if (weights !== undefined) {
    return `${root} has weights for PyTorch (${weights}) and no ONNX graphs; export it with "optimum-cli export onnx --model ${root} --task text-to-image FOLDER" and name that folder (see docs/models.md)`;
  }
  const nested = names.find((name) => /[/\\](unet|transformer)[/\\]model\.onnx$/.test(name));
  const hint =
    nested === undefined ? '' : `, but there is ${nested}: name the folder that holds the whole model`;
  return `${root} has neither unet/model.onnx nor transformer/model.onnx${hint}`;
}
