import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A line that goes on and on is handed over in pieces of this length. */
const LONGEST_LINE = 2_000;

/** Hands on what a process prints, line by line; empty lines are left out. */
export function captureLines(stream: Readable, write: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const emit = (line: string): void => {
    if (line.trim() !== '') write(line);
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
  stream.on('end', () => emit(rest));
  // A pipe that breaks when its process is killed tells nothing that the exit does not.
  stream.on('error', () => undefined);
}
