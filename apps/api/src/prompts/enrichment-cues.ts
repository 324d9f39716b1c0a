/** What a prompt is enriched with, each unless it is turned off. */
export const ENRICHMENT_CUES = {
  cinematic: 'cinematic',
  asymmetrical: 'asymmetrical composition',
  unique: 'unique',
  rule_of_thirds: 'rule of thirds',
  negative_space: 'strong negative space',
  production_photography: 'production photography',
} as const;

export type EnrichmentCue = keyof typeof ENRICHMENT_CUES;

export const DEFAULT_INSTRUCTION =
  'You rewrite prompts for text-to-image models. Keep the subject and every detail that the prompt names. ' +
  'Add concrete visual detail: setting, light, colour, material, lens. One paragraph, at most 80 words. ' +
  'Answer with the new prompt alone: no quotes, no preface, no explanation.';

/** The whole instruction with the cues that are on. */
export function writeInstruction(instruction: string, cues: readonly EnrichmentCue[]): string {
  if (cues.length === 0) return instruction;
  return `${instruction}\nWork these cues in: ${cues.map((cue) => ENRICHMENT_CUES[cue]).join(', ')}.`;
}
