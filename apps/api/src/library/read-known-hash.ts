import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const HASH = /^[0-9a-f]{64}\b/i;
const hashSchema = z.string().regex(/^[0-9a-f]{64}$/i);

/** What Civitai says of a model version, as downloaders keep it. */
const civitaiSchema = z.object({
  files: z.array(z.object({ sizeKB: z.number(), hashes: z.object({ SHA256: hashSchema }) })),
});

/** As LoRA managers write it. */
const managerSchema = z.object({ sha256: hashSchema, size: z.number() });

/**
 * The SHA-256 of a file as somebody wrote it down beside it; the file itself, of gigabytes, is not read.
 * `model.safetensors.sha256` is believed; `model.civitai.info` and `model.metadata.json` where they tell of a file
 * of the same size, since a file may have been replaced.
 *
 * @returns lower-case hex; null where nobody did
 */
export async function readKnownHash(path: string, sizeBytes: number): Promise<string | null> {
  const stem = path.replace(/\.[^.]+$/, '');
  const sum = HASH.exec((await readText(`${path}.sha256`)).trim())?.[0];
  const found =
    sum ??
    readCivitai(await readText(`${stem}.civitai.info`), sizeBytes) ??
    readManager(await readText(`${stem}.metadata.json`), sizeBytes);
  return found?.toLowerCase() ?? null;
}

function readCivitai(text: string, sizeBytes: number): string | undefined {
  const { data } = civitaiSchema.safeParse(readJson(text));
  // Kibibytes with a fraction.
  return data?.files.find(({ sizeKB }) => Math.abs(sizeKB * 1024 - sizeBytes) < 1)?.hashes.SHA256;
}

function readManager(text: string, sizeBytes: number): string | undefined {
  const { data } = managerSchema.safeParse(readJson(text));
  return data?.size === sizeBytes ? data.sha256 : undefined;
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function readJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
