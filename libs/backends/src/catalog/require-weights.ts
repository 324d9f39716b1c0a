import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BackendError } from '@cyberimage/core';
import { readExternalWeights } from '../runtime/external-weights.js';

/**
 * Refuses a graph whose weights, in files beside it, are not all there: a copy that left them out or a
 * download that was cut off.
 *
 * @param file absolute path of a `.onnx` file
 * @throws BackendError `model-missing` naming the weight file
 */
export async function requireWeights(file: string): Promise<void> {
  for (const [name, leastBytes] of await readExternalWeights(file)) {
    const path = join(dirname(file), name);
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size !== undefined && size >= leastBytes) continue;
    const problem =
      size === undefined ? 'does not exist' : `is cut off: it has ${size} of ${leastBytes} bytes`;
    const message = `${path}, with weights of ${file}, ${problem}; copy or download it again`;
    throw new BackendError('model-missing', message);
  }
}
