import { spawnSync } from 'node:child_process';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestSettings, type TestSettings } from '../testing/test-settings.js';
import type { EncodedPicture } from './encode-picture.js';
import { ImageFiles } from './image-files.service.js';

const CREATED_AT = Date.UTC(2026, 10, 20, 23, 59);

const picture = (sizeBytes: number): EncodedPicture => ({
  data: new Uint8Array(sizeBytes).fill(1),
  thumbnail: new Uint8Array(10).fill(2),
  mediaType: 'image/png',
  extension: 'png',
  width: 1,
  height: 1,
});

let base: TestSettings;
let files: ImageFiles;

beforeEach(async () => {
  base = await createTestSettings();
  files = new ImageFiles(base.settings);
});

afterEach(async () => {
  await base[Symbol.asyncDispose]();
});

async function filesLeft(): Promise<string[]> {
  const entries = await readdir(base.settings.mediaRoot, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe('a stored picture', () => {
  it('lies in the folder of its day, its thumbnail alike', async () => {
    const paths = await files.store('id', picture(5), CREATED_AT);
    expect(paths).toEqual({ file: '2026/11/20/id.png', thumbnail: 'thumbnails/2026/11/20/id.webp' });
    expect(await readFile(join(base.settings.mediaRoot, paths.file))).toEqual(Buffer.alloc(5, 1));
    expect((await filesLeft()).toSorted()).toEqual(['id.png', 'id.webp']);
    await files.remove(paths);
    expect(await filesLeft()).toEqual([]);
    expect(await files.read(paths.file)).toBeUndefined();
  });

  it('leaves nothing of an interrupted write behind once that is cleared', async () => {
    const folder = join(base.settings.mediaRoot, '2026/11/20');
    await mkdir(folder, { recursive: true });
    for (const name of ['.id.png.part', 'id.jpg', 'other.png']) await writeFile(join(folder, name), 'x');
    await files.removeRemains('id', CREATED_AT);
    expect(await filesLeft()).toEqual(['other.png']);
  });

  it('that finds no room or no folder is told in words', async () => {
    await writeFile(base.settings.mediaRoot, 'a file where the folder should be');
    await expect(files.store('id', picture(5), CREATED_AT)).rejects.toMatchObject({
      name: 'StorageError',
      code: 'storage-failed',
      message: expect.stringContaining(base.settings.mediaRoot),
    });
  });
});

/** A file system with room for little, where this user may mount one. */
function mountSmallDisk(folder: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder]).status === 0;
}

it('leaves nothing half-written on a full disk', async (context) => {
  const { mediaRoot } = base.settings;
  await mkdir(mediaRoot, { recursive: true });
  if (!mountSmallDisk(mediaRoot)) {
    process.stderr.write('\n!!! SKIPPED: a full disk: this user may not mount a file system\n\n');
    return context.skip();
  }
  try {
    await expect(files.store('id', picture(100_000), CREATED_AT)).rejects.toMatchObject({
      code: 'storage-full',
      message: expect.stringContaining('is full'),
    });
    expect(await filesLeft()).toEqual([]);
    await expect(files.store('id', picture(5), CREATED_AT)).resolves.toBeDefined();
  } finally {
    spawnSync('umount', ['-l', mediaRoot]);
  }
});
