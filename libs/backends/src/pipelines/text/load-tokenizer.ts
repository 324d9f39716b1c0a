import { BackendError } from '@cyberimage/core';
import { ClipTokenizer } from '../../text/clip-tokenizer.js';
import type { Vocabulary } from '../../text/clip-tokenizer-json.js';
import { SentenceTokenizer } from '../../text/sentence-tokenizer.js';
import type { ModelFolder } from '../../weights/model-folder.js';

/**
 * A CLIP tokenizer of a model.
 *
 * @param name its folder: `tokenizer`, `tokenizer_2`
 * @throws BackendError `model-missing`
 */
export async function loadClipTokenizer(folder: ModelFolder, name: string): Promise<ClipTokenizer> {
  const [tokenizer, vocabulary, merges, specialTokensMap, config] = await Promise.all([
    folder.readJson(`${name}/tokenizer.json`),
    folder.readJson(`${name}/vocab.json`) as Promise<Vocabulary | undefined>,
    folder.readText(`${name}/merges.txt`),
    folder.readJson(`${name}/special_tokens_map.json`),
    folder.readJson(`${name}/tokenizer_config.json`),
  ]);
  return describeFailure(folder, name, () => {
    return new ClipTokenizer({ tokenizer, vocabulary, merges, specialTokensMap, config });
  });
}

/**
 * A T5 or Gemma tokenizer of a model.
 *
 * @param name its folder: `tokenizer`, `tokenizer_2`, `tokenizer_3`
 * @throws BackendError `model-missing`
 */
export async function loadSentenceTokenizer(folder: ModelFolder, name: string): Promise<SentenceTokenizer> {
  const [tokenizer, specialTokensMap, config] = await Promise.all([
    folder.readJson(`${name}/tokenizer.json`),
    folder.readJson(`${name}/special_tokens_map.json`),
    folder.readJson(`${name}/tokenizer_config.json`),
  ]);
  return describeFailure(folder, name, () => {
    return new SentenceTokenizer({ tokenizer, specialTokensMap, config });
  });
}

/** Says which folder it was whose files do not make a tokenizer. */
function describeFailure<Made>(folder: ModelFolder, name: string, make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BackendError('model-missing', `${folder.root}/${name}: ${reason}`, { cause: error });
  }
}
