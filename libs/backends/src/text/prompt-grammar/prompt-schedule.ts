import { DECIMAL_NUMBER } from './decimal-number.js';

/** A prompt that may change from step to step: pieces of text and choices between texts. */
type Sequence = readonly (string | Edit | Alternation)[];

/** `[before:after:when]` */
interface Edit {
  readonly type: 'edit';
  readonly before: Sequence;
  readonly after: Sequence;
  /** A share of the steps where it is written with a point, else a number of steps. */
  readonly when: string;
}

/** `[one|other]`: a new one each step. */
interface Alternation {
  readonly type: 'alternation';
  readonly options: readonly Sequence[];
}

const WHEN = new RegExp(`^\\s*${DECIMAL_NUMBER}\\s*$`);

/** Steps of a picture. */
export interface ScheduleSteps {
  /** At least 1. */
  readonly steps: number;
  /** Those of a second pass, which goes on counting. */
  readonly laterSteps?: number;
}

/**
 * Works A1111's prompt editing and alternation out: `[from:to:when]`, `[to:when]`, `[from::when]` and
 * `[one|other]`, which may stand within each other. `when` is how long `from` stays: with a point a share of
 * the steps (0.5; 1.5 is the middle of a second pass), else a number of them (12). Square brackets of other
 * content stay as they are.
 *
 * @returns the prompt of each step
 */
export function scheduleTexts(prompt: string, all: ScheduleSteps): readonly string[] {
  const sequence = parse(prompt);
  const length = all.steps + (all.laterSteps ?? 0);
  return Array.from({ length }, (_, i) => textAt(sequence, i + 1, all));
}

/** @param step from 1 */
function textAt(sequence: Sequence, step: number, all: ScheduleSteps): string {
  const texts = sequence.map((node) => {
    if (typeof node === 'string') return node;
    if (node.type === 'alternation') {
      return textAt(node.options[(step - 1) % node.options.length] ?? [], step, all);
    }
    return textAt(step <= lastStepBefore(node.when, all) ? node.before : node.after, step, all);
  });
  return texts.join('');
}

function lastStepBefore(when: string, { steps, laterSteps = 0 }: ScheduleSteps): number {
  const share = Number(when);
  if (!when.includes('.')) return share;
  return Math.trunc(share <= 1 ? share * steps : steps + (share - 1) * laterSteps);
}

function parse(text: string): Sequence {
  const sequence: (string | Edit | Alternation)[] = [];
  let position = 0;
  let plainFrom = 0;
  while (position < text.length) {
    const end = text.charAt(position) === '[' ? closingBracket(text, position) : undefined;
    const node = end === undefined ? undefined : readBrackets(text.slice(position + 1, end));
    if (node === undefined || end === undefined) {
      position += text.charAt(position) === '\\' ? 2 : 1;
      continue;
    }
    sequence.push(text.slice(plainFrom, position), node);
    position = end + 1;
    plainFrom = position;
  }
  return [...sequence, text.slice(plainFrom)];
}

/** @returns undefined for brackets that only take emphasis away */
function readBrackets(content: string): Edit | Alternation | undefined {
  const parts = splitOutsideBrackets(content, ':');
  const when = parts.at(-1) ?? '';
  if ((parts.length === 2 || parts.length === 3) && WHEN.test(when)) {
    const [before, after] = parts.length === 3 ? parts : ['', parts[0]];
    return { type: 'edit', before: parse(before ?? ''), after: parse(after ?? ''), when };
  }
  const options = splitOutsideBrackets(content, '|');
  if (parts.length > 1 || options.length < 2) return undefined;
  return { type: 'alternation', options: options.map(parse) };
}

/** @returns undefined where the bracket is never closed */
function closingBracket(text: string, opening: number): number | undefined {
  let depth = 0;
  for (let i = opening; i < text.length; i++) {
    const sign = text.charAt(i);
    if (sign === '\\') i++;
    if (sign === '[') depth++;
    if (sign === ']' && --depth === 0) return i;
  }
  return undefined;
}

/** Colons and bars inside further brackets belong to those. */
function splitOutsideBrackets(text: string, separator: ':' | '|'): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const sign = text.charAt(i);
    if (sign === '\\') i++;
    if (sign === '[' || sign === '(') depth++;
    if (sign === ']' || sign === ')') depth--;
    if (sign !== separator || depth !== 0) continue;
    parts.push(text.slice(from, i));
    from = i + 1;
  }
  return [...parts, text.slice(from)];
}
