import { BackendError } from '@cyberimage/core';
import type { ModelFolder } from '../../weights/model-folder.js';

/**
 * The file with the text that Sana models expect before every prompt, in the model's folder: a JSON object
 * with the lines under diffusers' name for it.
 */
export const INSTRUCTION_FILE = 'complex_human_instruction.json';
const KEY = 'complex_human_instruction';

/**
 * The model's instruction text. It belongs to the model: the export writes it into the model's folder.
 *
 * @returns its lines joined; undefined for a model without, which runs like diffusers with
 *   `complex_human_instruction=None`
 * @throws BackendError `model-missing` for a file of another form
 */
export async function readInstruction(folder: ModelFolder): Promise<string | undefined> {
  const file = await folder.readJson(INSTRUCTION_FILE);
  if (file === undefined) return undefined;
  const lines = file[KEY];
  if (Array.isArray(lines) && lines.every((line) => typeof line === 'string')) return lines.join('\n');
  const message = `${folder.root}/${INSTRUCTION_FILE} is not of the form { "${KEY}": ["line", …] }`;
  throw new BackendError('model-missing', message);
}
