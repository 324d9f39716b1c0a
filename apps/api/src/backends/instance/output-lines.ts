import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const LONGEST_LINE = 2_000;
const WINDOW_MS = 10_000;
const LINES_PER_WINDOW = 200;

/**
 * Hands on what a process prints, line by line. A line is cut at 2,000 characters, and of more than 200
 * lines in ten seconds the rest is only counted: a log must not be filled by a plugin gone wild.
 */
export function captureLines(
  stream: Readable,
  write: (line: string) => void,
  now: () => number = () => performance.now(),
): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let windowStart = now();
  let written = 0;
  let skipped = 0;

  const report = (): void => {
    if (skipped > 0) write(`(${skipped} more lines left out)`);
    skipped = 0;
  };
  const emit = (line: string): void => {
    if (line.trim() === '') return;
    if (now() - windowStart >= WINDOW_MS) {
      report();
      windowStart = now();
      written = 0;
    }
    if (written < LINES_PER_WINDOW) write(line.slice(0, LONGEST_LINE));
    else skipped++;
    written++;
  };

  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    lines.forEach(emit);
    while (rest.length > LONGEST_LINE) {
      emit(rest.slice(0, LONGEST_LINE));
      rest = rest.slice(LONGEST_LINE);
    }
  });
  stream.on('end', () => {
    emit(rest);
    report();
  });
  // A pipe that breaks when its process is killed tells nothing that the exit does not.
  stream.on('error', () => undefined);
}
