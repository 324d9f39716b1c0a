/** A LoRA in a request: a row of the form. */
export interface LoraRow {
  readonly name: string;
  readonly weight: number;
  /** Of the text encoders, where the request has one of its own for them. */
  readonly textEncoderWeight?: number;
}

/** As the API writes them: one number for all, or the text encoders' and then the other one. */
const TAG = /<lora:([^:<>]+):([^:<>]+)(?::([^:<>]+))?>/gi;

/** The rows that a value of a LoRA option stands for. */
export function parseLoras(tags: string): readonly LoraRow[] {
  return [...tags.matchAll(TAG)].map(([, name = '', first, second]) =>
    second === undefined
      ? { name, weight: Number(first) }
      : { name, weight: Number(second), textEncoderWeight: Number(first) },
  );
}

export function formatLoras(rows: readonly LoraRow[]): string {
  return rows
    .map(({ name, weight, textEncoderWeight }) => {
      const weights = textEncoderWeight === undefined ? [weight] : [textEncoderWeight, weight];
      return `<lora:${[name, ...weights].join(':')}>`;
    })
    .join('');
}
