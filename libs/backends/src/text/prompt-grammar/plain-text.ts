import type { Emphasis } from './emphasis.js';
import { parseEmphasis } from './parse-emphasis.js';

/** A prompt for an encoder that knows no weights. */
export interface PlainText {
  readonly text: string;
  /** Whether weights were taken out of it. */
  readonly hadWeights: boolean;
}

/**
 * A prompt without the marks of emphasis: T5 and Gemma were never told to count words differently, and would
 * read the marks as text.
 */
export function plainText(prompt: string, emphasis: Emphasis): PlainText {
  if (emphasis === 'none') return { text: prompt, hadWeights: false };
  const sections = parseEmphasis(prompt);
  const texts = sections.map((section) => section.map(({ text }) => text).join(''));
  const hadWeights = sections.flat().some(({ weight }) => weight !== 1);
  return { text: texts.join(' '), hadWeights: hadWeights && emphasis !== 'ignore' };
}
