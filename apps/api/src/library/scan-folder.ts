import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join, relative, sep } from 'node:path';
import type { ModelFile } from './model-file.js';
import { readKnownHash } from './read-known-hash.js';
import { readSafetensorsMetadata } from './read-safetensors-metadata.js';

const MODEL_EXTENSIONS = new Set(['.safetensors', '.sft', '.ckpt', '.pt', '.pth', '.gguf', '.onnx']);

/** What lies in a folder of models. */
export interface FolderContents {
  /** By path. */
  readonly files: readonly ModelFile[];
  /** Links that lead out of the folder, from it; they are not followed. */
  readonly refused: readonly string[];
}

/**
 * Finds all files with weights under `root`. A folder that is not there holds none.
 *
 * @param known files of an earlier scan: those that have not changed since are not read again
 */
export async function scanFolder(root: string, known: readonly ModelFile[] = []): Promise<FolderContents> {
  const realRoot = await realpath(root).catch(() => undefined);
  if (realRoot === undefined) return { files: [], refused: [] };
  const before = new Map(known.map((file) => [file.relativePath, file]));
  const files: ModelFile[] = [];
  const refused: string[] = [];
  const visited = new Set<string>();
  await visit(realRoot);
  return { files: files.sort((a, b) => (a.relativePath < b.relativePath ? -1 : 1)), refused };

  async function visit(folder: string): Promise<void> {
    const real = await realpath(folder);
    // A link to a folder above it would never end.
    if (visited.has(real)) return;
    visited.add(real);
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (!entry.name.startsWith('.')) await take(join(folder, entry.name));
    }
  }

  async function take(path: string): Promise<void> {
    const relativePath = relative(realRoot as string, path).replaceAll(sep, '/');
    // Files come and go while they are looked at.
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) return;
    if (!real.startsWith(`${realRoot}${sep}`)) {
      refused.push(relativePath);
      return;
    }
    const facts = await stat(real).catch(() => undefined);
    if (facts?.isDirectory()) await visit(path);
    if (!facts?.isFile() || !MODEL_EXTENSIONS.has(extname(path).toLowerCase())) return;
    const { size: sizeBytes, mtime: modified } = facts;
    const earlier = before.get(relativePath);
    const isUnchanged = earlier?.sizeBytes === sizeBytes && earlier.modified.getTime() === modified.getTime();
    const metadata = isUnchanged ? earlier.metadata : await metadataOf(real);
    const sha256 = await readKnownHash(path, sizeBytes);
    files.push({ filename: basename(path), relativePath, sizeBytes, modified, sha256, metadata });
  }
}

async function metadataOf(path: string): Promise<Record<string, string> | null> {
  if (!/\.(safetensors|sft)$/i.test(path)) return null;
  return readSafetensorsMetadata(path).catch(() => null);
}
