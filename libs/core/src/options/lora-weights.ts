/** A LoRA with the weights that it is applied with. */
export interface LoraWeight {
  /** Its name on the list: the file's, without folder and ending where that is clear. */
  readonly name: string;
  /** 1 as it was trained; below 0 the opposite. */
  readonly weight: number;
  /** For the text encoders; `weight` where absent. */
  readonly textEncoderWeight?: number;
}

const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)`;
const TAG = String.raw`<lora:([^:<>]+)(?::(${NUMBER}))?(?::(${NUMBER}))?>`;
const TAGS = new RegExp(TAG, 'gi');
const ONLY_TAGS = new RegExp(String.raw`^\s*(?:${TAG}\s*)*$`, 'i');

/**
 * Reads the LoRA tags of a text: `<lora:NAME>`, `<lora:NAME:WEIGHT>` or, as A1111 has it,
 * `<lora:NAME:WEIGHT:TEXT_ENCODER_WEIGHT>`; a weight that is left out is 1. A tag that is not well formed
 * stays in the text.
 *
 * @returns the LoRAs in the order of their tags, and the text without these tags
 */
export function extractLoras(text: string): { readonly text: string; readonly loras: readonly LoraWeight[] } {
  const loras = [...text.matchAll(TAGS)].map(([, name = '', weight, textEncoderWeight]) => ({
    name: name.trim(),
    weight: Number(weight ?? 1),
    ...(textEncoderWeight !== undefined && { textEncoderWeight: Number(textEncoderWeight) }),
  }));
  return { text: text.replaceAll(TAGS, ''), loras };
}

/** Whether a text is LoRA tags and nothing else. */
export function isLoraList(text: string): boolean {
  return ONLY_TAGS.test(text);
}

/** The tags of LoRAs, as {@link extractLoras} reads them. */
export function formatLoras(loras: readonly LoraWeight[]): string {
  return loras
    .map(({ name, weight, textEncoderWeight }) => {
      const weights = textEncoderWeight === undefined ? [weight] : [weight, textEncoderWeight];
      return `<lora:${[name, ...weights].join(':')}>`;
    })
    .join('');
}
