import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { downloadFile } from './download-file.js';

const KIBIBYTE = 1024;
const CHUNK = 300 * KIBIBYTE;

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'small-disk-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** A file system with room for little, where this user may mount one. */
function mountSmallDisk(): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
}

it('leaves no gap in a file that counts as verified when the disk is full for a moment', async (context) => {
  if (!mountSmallDisk()) {
    process.stderr.write('\n!!! SKIPPED: a full disk: this user may not mount a file system\n\n');
    return context.skip();
  }
  try {
    const target = join(folder, 'weights.bin');
    const other = join(folder, 'other');
    const bytes = randomBytes(950 * KIBIBYTE);
    await writeFile(other, randomBytes(CHUNK));
    // Room for two chunks and a part of the third; the rest comes when there is room again.
    const chunksFrom = async function* (offset: number) {
      for (let start = offset; start < bytes.length; start += CHUNK) {
        if (start === 3 * CHUNK) await rm(other);
        yield bytes.subarray(start, start + CHUNK);
      }
    };
    const digest = createHash('sha256').update(bytes).digest('hex');
    const download = () =>
      downloadFile({
        file: { path: 'weights.bin', sizeBytes: bytes.length, checksum: { kind: 'sha256', digest } },
        target,
        openAt: (_, offset) => Promise.resolve(chunksFrom(offset)),
        onBytes: () => undefined,
        signal: new AbortController().signal,
        pausesMs: [],
      });
    await expect(download()).rejects.toMatchObject({
      code: 'model-missing',
      message: expect.stringMatching(/the disk is full/) as string,
    });
    await rm(other);
    await download();
    expect((await readFile(target)).equals(bytes)).toBe(true);
  } finally {
    spawnSync('umount', ['-l', folder]);
  }
});
