/** A checkpoint as the server lists it. */
export interface Checkpoint {
  /** Path below the server's model folder with forward slashes: stable, where the title gains a hash on first use. */
  readonly id: string;
  /** What the server is sent. */
  readonly title: string;
  /** First 10 hexadecimal digits of the file's SHA-256; known after its first load. */
  readonly hash: string | undefined;
}

const HASH_SUFFIX = /\s*\[([0-9a-f]{8,64})\]$/i;

/**
 * Reads a title such as `sub\name.safetensors [41c7619be5]`.
 *
 * @param title as the server wrote it
 * @param hash the list's `hash`, where there is one
 */
export function readCheckpoint(title: string, hash?: string): Checkpoint {
  const id = title.replace(HASH_SUFFIX, '').replaceAll('\\', '/');
  return { id, title, hash: hash ?? HASH_SUFFIX.exec(title)?.[1] };
}

/** The file's name without folder and extension: what `info.sd_model_name` says. */
export function stemOf({ id }: Checkpoint): string {
  return id.replace(/^.*\//, '').replace(/\.[^./]+$/, '');
}

/**
 * Finds the one checkpoint that `name` means: with slashes either way, with or without hash, folder and
 * extension, or by hash alone. An exact title wins.
 *
 * @returns undefined when there is none, or when several fit
 */
export function findCheckpoint(checkpoints: readonly Checkpoint[], name: string): Checkpoint | undefined {
  const exact = checkpoints.find(({ title, id }) => title === name || id === name);
  if (exact !== undefined) return exact;
  const wanted = readCheckpoint(name.trim());
  const hash = wanted.hash?.toLowerCase().slice(0, 10);
  const fits = checkpoints.filter((checkpoint) => {
    const names = [checkpoint.id, checkpoint.id.replace(/\.[^./]+$/, ''), stemOf(checkpoint)];
    names.push(checkpoint.id.replace(/^.*\//, ''));
    const known = checkpoint.hash?.toLowerCase();
    if (known !== undefined && wanted.id.toLowerCase() === known) return true;
    return names.includes(wanted.id) && (hash === undefined || known === undefined || known === hash);
  });
  const better = [
    fits.filter(({ id }) => id === wanted.id),
    fits.filter((checkpoint) => hash !== undefined && checkpoint.hash?.toLowerCase() === hash),
    fits,
  ].find((candidates) => candidates.length > 0);
  return better?.length === 1 ? better[0] : undefined;
}
