import type { Style } from './apply-styles.js';

const HEADER = ['name', 'prompt', 'negative_prompt'] as const;

/**
 * Reads A1111's `styles.csv`: a header, then a style a line, cells as RFC 4180 has them. Older files call the
 * prompt `text`. Lines without a name or without any text, as the dividers of some collections, are left out.
 *
 * @returns undefined when there is no such header
 */
export function readStylesCsv(csv: string): Style[] | undefined {
  const [header = [], ...rows] = readCsv(csv.replace(/^\uFEFF/, ''));
  const names = header.map((title) => title.trim().toLowerCase());
  const at = (row: readonly string[], ...titles: string[]): string => {
    const index = names.findIndex((name) => titles.includes(name));
    return row[index]?.trim() ?? '';
  };
  if (!names.includes('name') || !(names.includes('prompt') || names.includes('text'))) return undefined;
  return rows
    .map((row) => ({
      name: at(row, 'name'),
      prompt: at(row, 'prompt', 'text'),
      negativePrompt: at(row, 'negative_prompt'),
    }))
    .filter(({ name, prompt, negativePrompt }) => name !== '' && prompt + negativePrompt !== '');
}

/** `styles.csv` as A1111 reads it. */
export function writeStylesCsv(styles: readonly Style[]): string {
  const rows = styles.map(({ name, prompt, negativePrompt }) => [name, prompt, negativePrompt]);
  return `${[HEADER, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function cell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function readCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  // A cell in quotes or without, and what ends it: a comma, a line break, or the end of the file.
  const cells = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/gy;
  for (let match = cells.exec(csv); match !== null; match = cells.exec(csv)) {
    const [whole, quoted, plain = '', end] = match;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
    if (end === '' || whole === '') break;
  }
  return rows.filter((line) => line.some((text) => text !== ''));
}
