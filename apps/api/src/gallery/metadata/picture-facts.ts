import { comfyUiFacts } from './comfyui-facts.js';
import { infotextParameters, type PictureFacts } from './infotext-parameters.js';
import { jsonFacts } from './json-facts.js';
import { parseInfotext } from './parse-infotext.js';

/** Where JSON of other programs stands: InvokeAI new and old, NovelAI, SwarmUI and Fooocus. */
const JSON_KEYWORDS = ['invokeai_metadata', 'sd-metadata', 'parameters', 'Comment'];

const NOTHING: PictureFacts = { parameters: {} };

/** What a file's texts say about how it was made; the first program that is understood has the word. */
export function factsOf(texts: ReadonlyMap<string, string>): PictureFacts {
  for (const keyword of JSON_KEYWORDS) {
    const facts = jsonFacts(texts.get(keyword) ?? '');
    if (facts !== undefined) return facts;
  }
  const infotext = texts.get('parameters');
  if (infotext !== undefined) return infotextParameters(parseInfotext(infotext));
  return comfyUiFacts(texts.get('prompt') ?? '') ?? NOTHING;
}
