import sharp from 'sharp';
import { readExif } from './exif-block.js';
import { readMakerNote, RECORD_KEYWORD } from './picture-record.js';
import { readPngTexts } from './read-png-texts.js';

/** ComfyUI's WebP writers put the name of the text before it. */
const NAMED_TEXT = /^(workflow|prompt):(?=\s*[{[])/i;

/**
 * Every text that a picture file carries, by the keyword that PNG files have for it: `parameters` of A1111,
 * `invokeai_metadata`, `prompt` and `workflow` of ComfyUI, `cyberimage` of our own. Of JPEG, WebP and AVIF
 * the EXIF block is read. Never throws for what is damaged.
 */
export async function readTexts(file: Buffer): Promise<ReadonlyMap<string, string>> {
  const { format, exif } = await sharp(file).metadata();
  const texts = format === 'png' ? readPngTexts(file) : new Map<string, string>();
  if (exif === undefined) return texts;
  const { userComment, makerNote, description, make, software } = readExif(exif);
  for (const text of [description, make]) {
    const name = NAMED_TEXT.exec(text ?? '')?.[1]?.toLowerCase();
    if (text !== undefined && name !== undefined) add(texts, name, text.slice(name.length + 1).trim());
  }
  add(texts, 'parameters', userComment);
  add(texts, RECORD_KEYWORD, readMakerNote(makerNote));
  add(texts, 'Description', description);
  add(texts, 'Software', software);
  return texts;
}

function add(texts: Map<string, string>, keyword: string, text: string | undefined): void {
  if (text !== undefined && text !== '' && !texts.has(keyword)) texts.set(keyword, text);
}
