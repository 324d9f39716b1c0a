import { DECIMAL_NUMBER } from './decimal-number.js';

/** A stretch of a prompt whose words count alike. */
interface Fragment {
  readonly text: string;
  /** 1 for words without brackets; above it they count more, below it less. */
  readonly weight: number;
}

/** What stands between two `BREAK`s. Empty where nothing does. */
export type Section = readonly Fragment[];

/** What a pair of brackets without a number multiplies by or divides by. */
const BRACKET_WEIGHT = 1.1;

const CLOSING_WEIGHT = new RegExp(`:\\s*(${DECIMAL_NUMBER})\\s*\\)`, 'y');
const SECTION_BREAK = /(?<!\w)BREAK(?!\w)/y;
const ESCAPED = '\\()[]';

/**
 * Reads emphasis in A1111's grammar: `(words)` count 1.1 times, `(words:1.3)` 1.3 times, `[words]` 1/1.1
 * times; brackets within brackets multiply. A bracket that is never closed reaches to the end; one that was
 * never opened is a letter like others, as is any bracket behind a backslash. `BREAK` ends a section.
 *
 * @returns at least one section
 */
export function parseEmphasis(prompt: string): readonly Section[] {
  const reader = new EmphasisReader();
  let position = 0;
  while (position < prompt.length) position = reader.read(prompt, position);
  return reader.finish();
}

/** Words that stand together, before it is known what brackets around them will say. */
interface Piece {
  text: string;
  weight: number;
  readonly section: number;
}

class EmphasisReader {
  readonly #pieces: Piece[] = [];
  /** For each open bracket, the piece that it begins with. */
  readonly #round: number[] = [];
  readonly #square: number[] = [];
  #section = 0;
  #startsPiece = true;

  /** Reads what stands at a place. @returns the place behind it */
  read(prompt: string, position: number): number {
    const sign = prompt.charAt(position);
    if (sign === '\\') return this.#readEscape(prompt.charAt(position + 1), position);
    if (sign === '(') return this.#open(this.#round, position);
    if (sign === '[') return this.#open(this.#square, position);
    if (sign === ')' && this.#close(this.#round, BRACKET_WEIGHT)) return position + 1;
    if (sign === ']' && this.#close(this.#square, 1 / BRACKET_WEIGHT)) return position + 1;
    if (sign === ':') {
      const [closing, weight] = matchAt(CLOSING_WEIGHT, prompt, position);
      if (closing !== undefined && this.#close(this.#round, Number(weight))) return position + closing.length;
    }
    const [separator] = sign === 'B' ? matchAt(SECTION_BREAK, prompt, position) : [];
    if (separator === undefined) return this.#append(sign, position);
    this.#section++;
    this.#startsPiece = true;
    return position + separator.length;
  }

  finish(): readonly Section[] {
    while (this.#close(this.#round, BRACKET_WEIGHT));
    while (this.#close(this.#square, 1 / BRACKET_WEIGHT));
    const sections = Array.from({ length: this.#section + 1 }, (): Fragment[] => []);
    for (const { text, weight, section } of this.#pieces) {
      const fragments = sections[section];
      const last = fragments?.at(-1);
      if (last?.weight === weight) fragments?.splice(-1, 1, { text: last.text + text, weight });
      else fragments?.push({ text, weight });
    }
    return sections;
  }

  #readEscape(sign: string, position: number): number {
    // A backslash before anything else has no meaning, and is left out.
    if (sign === '' || !ESCAPED.includes(sign)) return position + 1;
    return this.#append(sign, position + 1);
  }

  #append(sign: string, position: number): number {
    const last = this.#pieces.at(-1);
    if (last === undefined || this.#startsPiece) {
      this.#pieces.push({ text: sign, weight: 1, section: this.#section });
    } else {
      last.text += sign;
    }
    this.#startsPiece = false;
    return position + 1;
  }

  #open(brackets: number[], position: number): number {
    brackets.push(this.#pieces.length);
    this.#startsPiece = true;
    return position + 1;
  }

  /** @returns false where there is no bracket to close */
  #close(brackets: number[], weight: number): boolean {
    const first = brackets.pop();
    if (first === undefined) return false;
    for (const piece of this.#pieces.slice(first)) piece.weight *= weight;
    this.#startsPiece = true;
    return true;
  }
}

function matchAt(pattern: RegExp, text: string, position: number): readonly (string | undefined)[] {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? [];
}
