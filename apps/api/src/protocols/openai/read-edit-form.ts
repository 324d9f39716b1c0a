import type { z } from 'zod';
import sharp from 'sharp';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { openAiImageRequestSchema } from './openai-image.schema.js';

/** Fields whose texts are texts, whatever they look like. */
const TEXTS = new Set(['model', 'prompt', 'negative_prompt', 'seed', 'user', 'size']);

/**
 * Reads the form of an edit as OpenAI's clients send it: `image`, perhaps `mask`, and the fields of a
 * generation. As with OpenAI, what is transparent is painted anew: in the mask, or without one in the picture.
 * A mask without transparency is taken as ours are: white is painted.
 *
 * @throws ProblemException 422 for a form without a picture or with wrong fields
 */
export async function readEditForm(form: unknown): Promise<z.infer<typeof openAiImageRequestSchema>> {
  if (!(form instanceof FormData)) throw fault('image', 'required', 'expected a form (multipart/form-data)');
  const image = form.get('image') ?? form.get('image[]');
  if (!(image instanceof File)) throw fault('image', 'required', 'image is missing; send a picture file');
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const picture = await bytesOf(image);
  const given = form.get('mask');
  const mask = given instanceof File ? await bytesOf(given) : picture;
  const transparent = await transparencyOf(mask);
  const isMasked = given instanceof File || transparent !== undefined;
  const parsed = openAiImageRequestSchema.safeParse({
    ...Object.fromEntries(texts.map(([name, text]) => [name, readField(name, text)])),
    image: picture.toString('base64'),
    ...(isMasked && { mask: (transparent ?? mask).toString('base64') }),
  });
  if (parsed.success) return parsed.data;
  throw ProblemException.invalid(
    parsed.error.issues.map(({ path, message }) => {
      const field = path.join('.');
      return { field, code: 'invalid', message: `${field}: ${message}` };
    }),
  );
}

async function bytesOf(file: File): Promise<Buffer> {
  return Buffer.from(await file.arrayBuffer());
}

/** White where the picture is transparent, as PNG; undefined where it is nowhere, or is no picture. */
async function transparencyOf(picture: Buffer): Promise<Buffer | undefined> {
  try {
    const { isOpaque } = await sharp(picture).stats();
    if (isOpaque) return undefined;
    return await sharp(picture).extractChannel('alpha').negate().png().toBuffer();
  } catch {
    // What is wrong with it is told when it is stored.
    return undefined;
  }
}

/** Forms know texts alone. */
function readField(name: string, text: string): string | number | boolean {
  if (TEXTS.has(name)) return text;
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function fault(field: string, code: string, message: string): ProblemException {
  return ProblemException.invalid([{ field, code, message }]);
}
