import { inflateSync } from 'node:zlib';

const SIGNATURE_BYTES = 8;
const CHUNK_OVERHEAD_BYTES = 12;
/** Longer texts are of no use to anybody; a small chunk could otherwise unfold to gigabytes. */
const MAX_TEXT_BYTES = 16 * 2 ** 20;

/**
 * The texts of a PNG file by keyword, the first one of each: tEXt (Latin-1, or UTF-8 as some programs
 * write against the rules), zTXt and iTXt. Damaged chunks are passed over; never throws.
 */
export function readPngTexts(png: Buffer): Map<string, string> {
  const texts = new Map<string, string>();
  for (let at = SIGNATURE_BYTES; at + CHUNK_OVERHEAD_BYTES <= png.length;) {
    const length = png.readUInt32BE(at);
    const type = png.subarray(at + 4, at + 8).toString('latin1');
    const content = png.subarray(at + 8, at + 8 + length);
    const text = content.length === length ? readText(type, content) : undefined;
    if (text !== undefined && !texts.has(text.keyword)) texts.set(text.keyword, text.value);
    at += CHUNK_OVERHEAD_BYTES + length;
  }
  return texts;
}

function readText(type: string, content: Buffer): { keyword: string; value: string } | undefined {
  if (type !== 'tEXt' && type !== 'zTXt' && type !== 'iTXt') return undefined;
  const end = content.indexOf(0);
  if (end < 1) return undefined;
  const keyword = content.subarray(0, end).toString('latin1');
  const rest = content.subarray(end + 1);
  try {
    if (type === 'tEXt') return { keyword, value: decodeLatin1OrUtf8(rest) };
    if (type === 'zTXt') return { keyword, value: decodeLatin1OrUtf8(inflate(rest.subarray(1))) };
    const text = international(rest);
    return text === undefined ? undefined : { keyword, value: text };
  } catch {
    return undefined;
  }
}

/** Compressed or not, method, language, translated keyword, text. */
function international(rest: Buffer): string | undefined {
  const language = rest.indexOf(0, 2);
  const translated = language < 0 ? -1 : rest.indexOf(0, language + 1);
  if (translated < 0) return undefined;
  const text = rest.subarray(translated + 1);
  return (rest[0] === 1 ? inflate(text) : text).toString('utf8');
}

function inflate(data: Buffer): Buffer {
  return inflateSync(data, { maxOutputLength: MAX_TEXT_BYTES });
}

/** Bytes that are valid UTF-8 and more than ASCII were hardly meant as Latin-1. */
function decodeLatin1OrUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
