/** A LoRA with the weights that it is applied with. */
export interface LoraWeight {
  /** Its name on the list: the file's, without folder and ending where that is clear. */
  readonly name: string;
  /** 1 as it was trained; below 0 the opposite. */
  readonly weight: number;
  /** For the text encoders; `weight` where absent. */
  readonly textEncoderWeight?: number;
}

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
const TAGS = /<lora:([^:<>]+)((?::[^:<>]*)*)>/gi;

/**
 * Reads the LoRA tags of a text as A1111 does: `<lora:NAME>`, `<lora:NAME:WEIGHT>`,
 * `<lora:NAME:TEXT_ENCODER_WEIGHT:WEIGHT>`, or with names, `<lora:NAME:te=0.5:unet=1>`. A weight that is left
 * out is 1; one alone is for all networks. A tag that is not well formed stays in the text.
 *
 * @returns the LoRAs in the order of their tags, and the text without these tags
 */
export function extractLoras(text: string): { readonly text: string; readonly loras: readonly LoraWeight[] } {
  const loras: LoraWeight[] = [];
  const rest = text.replaceAll(TAGS, (tag, name: string, fields: string) => {
    const weights = readWeights(fields.split(':').slice(1));
    if (weights !== undefined) loras.push({ name: name.trim(), ...weights });
    return weights === undefined ? tag : '';
  });
  return { text: rest, loras };
}

/** Whether a text is LoRA tags and nothing else. */
export function isLoraList(text: string): boolean {
  return extractLoras(text).text.trim() === '';
}

/** The tags of LoRAs, as {@link extractLoras} reads them. */
export function formatLoras(loras: readonly LoraWeight[]): string {
  return loras
    .map(({ name, weight, textEncoderWeight }) => {
      const weights = textEncoderWeight === undefined ? [weight] : [textEncoderWeight, weight];
      return `<lora:${[name, ...weights].join(':')}>`;
    })
    .join('');
}

function readWeights(fields: readonly string[]): Omit<LoraWeight, 'name'> | undefined {
  const given = { te: 1, unet: undefined as number | undefined };
  for (const [place, field] of fields.entries()) {
    const [, key, value = ''] = /^\s*(?:(te|unet)\s*=\s*)?(.*?)\s*$/i.exec(field) ?? [];
    const target = key?.toLowerCase() ?? ['te', 'unet'][place];
    if (!NUMBER.test(value) || (target !== 'te' && target !== 'unet')) return undefined;
    given[target] = Number(value);
  }
  const { te, unet = te } = given;
  return te === unet ? { weight: unet } : { weight: unet, textEncoderWeight: te };
}
