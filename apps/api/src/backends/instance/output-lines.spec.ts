import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { captureLines } from './output-lines.js';

async function linesOf(chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  captureLines(stream, (line) => lines.push(line));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
  return lines;
}

it('joins lines that came in pieces and keeps the last one without an end', async () => {
  expect(await linesOf(['first\nsec', 'ond\r\n\n', 'last'])).toEqual(['first', 'second', 'last']);
});

it('keeps characters whole that came in pieces', async () => {
  const bytes = Buffer.from('élan\n');
  expect(await linesOf([bytes.subarray(0, 1), bytes.subarray(1)])).toEqual(['élan']);
});

it('hands over an endless line in pieces', async () => {
  const lines = await linesOf(['x'.repeat(4_500)]);
  expect(lines.map(({ length }) => length)).toEqual([2_000, 2_000, 500]);
});
