import type { WarningEvent } from '@cyberimage/core';
import type { Tensor } from '../../runtime/tensor.js';
import type { SentenceTokenizer } from '../../text/sentence-tokenizer.js';
import { plainText } from '../../text/prompt-grammar/plain-text.js';
import type { FamilyParameters } from '../family-parameters.js';
import type { ModelFacts } from '../model-facts.js';
import type { OpenNetwork } from '../model-parts.js';
import { TextEncoder } from '../networks/text-encoder.js';
import { loadSentenceTokenizer } from '../text/load-tokenizer.js';
import { weightWarnings } from '../text/text-warnings.js';
import type { EncodedText, PromptText, TextStage } from '../text/text-stage.js';
import { INSTRUCTION_FILE, readInstruction } from './instruction.js';

/** Tokens that the transformer attends to. */
const SEQUENCE_LENGTH = 300;

const INSTRUCTION_MISSING: WarningEvent = {
  type: 'warning',
  code: 'instruction-missing',
  message: `the model's folder has no ${INSTRUCTION_FILE}: without the instruction that the model was trained with, pictures follow the prompt less well`,
};

/** The language model Gemma, which reads an instruction and then the prompt (Xie et al. 2024, section 3.3). */
export class SanaTextStage implements TextStage {
  readonly #tokenizer: SentenceTokenizer;
  readonly #encoder: TextEncoder;
  readonly #instruction: string | undefined;

  constructor(tokenizer: SentenceTokenizer, encoder: TextEncoder, instruction: string | undefined) {
    this.#tokenizer = tokenizer;
    this.#encoder = encoder;
    this.#instruction = instruction;
  }

  static async load({ folder }: ModelFacts, open: OpenNetwork): Promise<SanaTextStage> {
    const tokenizer = await loadSentenceTokenizer(folder, 'tokenizer');
    const instruction = await readInstruction(folder);
    return new SanaTextStage(tokenizer, new TextEncoder(await open('text_encoder')), instruction);
  }

  /** The instruction goes before the prompt alone: the negative prompt is read as it is. */
  async encode(
    { field, text: prompt }: PromptText,
    { emphasis = 'none' }: FamilyParameters,
  ): Promise<EncodedText> {
    const plain = plainText(prompt, emphasis);
    const instruction = field === 'prompt' ? (this.#instruction ?? '') : '';
    // Room for the instruction without its first token and the last, which diffusers counts off, too.
    const room = instruction === '' ? 0 : this.#tokenizer.count(instruction) - 2;
    const whole = `${instruction}${plain.text.toLowerCase().trim()}`;
    const length = this.#encoder.fixedLength ?? room + SEQUENCE_LENGTH;
    const { ids, mask, dropped } = this.#tokenizer.encode(whole, length);
    const [hidden] = await this.#encoder.encode({ ids, mask }, [this.#encoder.lastHiddenState]);
    if (hidden === undefined) throw new RangeError('an encoder without an answer');
    const width = hidden.dims[2] ?? 0;
    const maskTensor = { data: Float32Array.from(mask), dims: [1, ids.length, 1] };
    const contextMask = { data: firstAndLast(maskTensor, 1).data, dims: [1, SEQUENCE_LENGTH] };
    const isComplete = field === 'negative_prompt' || this.#instruction !== undefined;
    return {
      condition: { context: firstAndLast(hidden, width), contextMask },
      dropped,
      warnings: [...(isComplete ? [] : [INSTRUCTION_MISSING]), ...weightWarnings(plain)],
    };
  }

  async release(): Promise<void> {
    await this.#encoder.release();
  }
}

/** The first token, which has seen nothing but itself, and the last of the others: the prompt. */
function firstAndLast({ data }: Tensor, width: number): Tensor {
  const rest = (SEQUENCE_LENGTH - 1) * width;
  const kept = new Float32Array(SEQUENCE_LENGTH * width);
  kept.set(data.subarray(0, width));
  kept.set(data.subarray(data.length - rest), width);
  return { data: kept, dims: [1, SEQUENCE_LENGTH, width] };
}
