/** The words of a search, as the full-text indexes see words: letters and digits, nothing else. */
export function searchWords(text: string): string[] {
  return text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
}

/** For SQLite's FTS5: all words, each as a prefix. */
export function ftsQuery(words: readonly string[]): string {
  return words.map((word) => `"${word}"*`).join(' AND ');
}

/** For Postgres' to_tsquery: the same. */
export function tsQuery(words: readonly string[]): string {
  return words.map((word) => `'${word}':*`).join(' & ');
}
