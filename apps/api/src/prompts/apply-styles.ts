/** A template for both prompts. */
export interface Style {
  readonly name: string;
  readonly prompt: string;
  readonly negativePrompt: string;
}

/** The prompts that styles are applied to. */
export interface Prompts {
  readonly prompt: string;
  readonly negativePrompt: string;
}

const PLACE = '{prompt}';

/** What becomes of the prompts with each style in turn, as A1111 does it. */
export function applyStyles(prompts: Prompts, styles: readonly Style[]): Prompts {
  return styles.reduce(
    ({ prompt, negativePrompt }, style) => ({
      prompt: applyTemplate(style.prompt, prompt),
      negativePrompt: applyTemplate(style.negativePrompt, negativePrompt),
    }),
    prompts,
  );
}

/** A template without a place for the prompt is put behind it. */
function applyTemplate(template: string, prompt: string): string {
  if (template.includes(PLACE)) return template.replaceAll(PLACE, () => prompt).trim();
  return [prompt.trim(), template.trim()].filter((part) => part !== '').join(', ');
}
