import { readdir } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { BackendError, type BackendLog } from '@cyberimage/core';
import type { NamedUpscaler } from '../pipelines/hires/upscaler.js';
import type { Device } from '../runtime/device.js';
import { readGraphInputs } from '../runtime/read-graph-inputs.js';
import { requireRunnable } from './require-runnable.js';
import { requireWeights } from './require-weights.js';

const FOLDER = 'upscalers';
const COLOURS = 3;

/**
 * The networks of the ESRGAN kind in `MODELS_PATH/upscalers`, by the names of their files. One that cannot
 * be used is left out, and the log says why.
 *
 * @param modelsPath absolute
 */
export async function findUpscalers(
  modelsPath: string,
  device: Device,
  log: BackendLog,
): Promise<readonly NamedUpscaler[]> {
  const folder = join(modelsPath, FOLDER);
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith('.onnx')).toSorted();
  const found = await Promise.all(files.map((name) => readUpscaler(join(folder, name), device, log)));
  return found.filter((upscaler) => upscaler !== undefined);
}

async function readUpscaler(
  file: string,
  device: Device,
  log: BackendLog,
): Promise<NamedUpscaler | undefined> {
  try {
    await Promise.all([requireRunnable(file, device), requireWeights(file)]);
    const [input, ...others] = await readGraphInputs(file);
    const { shape = [] } = input ?? {};
    if (others.length === 0 && shape.length === 4 && (shape[1] === COLOURS || typeof shape[1] === 'string')) {
      return { name: parse(file).name, upscaler: { kind: 'network', file } };
    }
    log('warn', `${file} is not used: an upscaler takes RGB pictures [batch, 3, height, width] alone`);
  } catch (error) {
    if (!BackendError.is(error)) throw error;
    log('warn', `${file} is not used: ${error.message}`);
  }
  return undefined;
}
