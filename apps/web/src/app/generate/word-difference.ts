export interface DifferentWords {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
}

/**
 * What became of a text, word by word: the longest common subsequence stays, the rest is removed or added. A word
 * that only got a capital or another mark behind it is the same.
 */
export function wordDifference(before: string, after: string): readonly DifferentWords[] {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const [aKeys, bKeys] = [a.map(keyOf), b.map(keyOf)];
  const common = a.map(() => b.map(() => 0));
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      common[i]![j] = aKeys[i] === bKeys[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const parts: { kind: DifferentWords['kind']; text: string }[] = [];
  const push = (kind: DifferentWords['kind'], word: string): void => {
    const last = parts.at(-1);
    if (last?.kind === kind) last.text += ` ${word}`;
    else parts.push({ kind, text: word });
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && aKeys[i] === bKeys[j]) {
      push('same', b[j]!);
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || at(i + 1, j) >= at(i, j + 1))) {
      push('removed', a[i]!);
      i += 1;
    } else {
      push('added', b[j]!);
      j += 1;
    }
  }
  return parts;
}

function keyOf(word: string): string {
  return word.toLowerCase().replace(/[.,;:!?]+$/, '') || word;
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}
