import { readGraphStructure } from './graph-structure.js';
import { rememberByFile } from './remember-by-file.js';

/** Bytes that each weight file beside a graph has at least, by its path relative to the graph's folder. */
export type ExternalWeights = ReadonlyMap<string, number>;

/**
 * The weight files that a graph refers to.
 *
 * @param path absolute path of a `.onnx` file
 * @throws BackendError `model-missing` when the graph is absent, cut off or not ONNX
 */
export const readExternalWeights = rememberByFile(readWeightFiles);

async function readWeightFiles(path: string): Promise<ExternalWeights> {
  const files = new Map<string, number>();
  const { constants } = await readGraphStructure(path);
  for (const { place } of constants.values()) {
    if (place?.file === undefined) continue;
    const end = place.offset + place.length;
    files.set(place.file, Math.max(files.get(place.file) ?? 0, end));
  }
  return files;
}
