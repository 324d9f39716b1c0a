import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import { readGraphStructure } from '../runtime/graph-structure.js';
import { rememberByFile } from '../runtime/remember-by-file.js';

/** Bytes that each weight file of a graph has at least. */
type WeightFiles = ReadonlyMap<string, number>;

const weightFiles = rememberByFile(readWeightFiles);

/**
 * Refuses a graph whose weights, in files beside it, are not all there: a copy that left them out or a
 * download that was cut off.
 *
 * @param file absolute path of a `.onnx` file
 * @throws BackendError `model-missing` naming the weight file
 */
export async function requireWeights(file: string): Promise<void> {
  for (const [name, leastBytes] of await weightFiles(file)) {
    const path = join(dirname(file), name);
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size !== undefined && size >= leastBytes) continue;
    const problem =
      size === undefined ? 'does not exist' : `is cut off: it has ${size} of ${leastBytes} bytes`;
    const message = `${path}, with weights of ${file}, ${problem}; copy or download it again`;
    throw new BackendError('model-missing', message);
  }
}

async function readWeightFiles(file: string): Promise<WeightFiles> {
  const files = new Map<string, number>();
  const { constants } = await readGraphStructure(file);
  for (const { place } of constants.values()) {
    if (place?.file === undefined) continue;
    const end = place.offset + place.length;
    files.set(place.file, Math.max(files.get(place.file) ?? 0, end));
  }
  return files;
}
