import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../testing/eventually.js';
import { readSafetensorsMetadata } from './read-safetensors-metadata.js';
import { scanFolder } from './scan-folder.js';
import { WatchedFolder } from './watched-folder.js';

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'library-'));
  root = join(folder, 'loras');
  await mkdir(join(root, 'styles'), { recursive: true });
});

afterEach(async () => rm(folder, { recursive: true }));

function safetensors(header: unknown): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text]);
}

const WITH_TITLE = safetensors({ __metadata__: { 'modelspec.title': 'Ink', long: 'x'.repeat(5000) } });

describe('readSafetensorsMetadata', () => {
  it.each([
    ['short texts', WITH_TITLE, { 'modelspec.title': 'Ink' }],
    ['nothing where there is none', safetensors({}), {}],
    ['not a header that is no JSON', safetensors('{"__metadata__"'), null],
    ['not a cut one', WITH_TITLE.subarray(0, 40), null],
    ['not a file of another kind', Buffer.alloc(64, 0xff), null],
    ['not an empty file', Buffer.alloc(0), null],
  ])('reads %s', async (_what, content, expected) => {
    const path = join(root, 'a.safetensors');
    await writeFile(path, content);
    expect(await readSafetensorsMetadata(path)).toEqual(expected);
  });
});

describe('scanFolder', () => {
  it('finds weights in all depths, with what is known of them', async () => {
    const hash = 'AB'.repeat(32);
    await writeFile(join(root, 'styles/ink.safetensors'), WITH_TITLE);
    await writeFile(join(root, 'styles/ink.safetensors.sha256'), `${hash}  ink.safetensors\n`);
    await writeFile(join(root, 'old.ckpt'), 'abc');
    await writeFile(join(root, 'readme.txt'), 'no weights');
    const { files, refused } = await scanFolder(root);
    expect(refused).toEqual([]);
    expect(files).toEqual([
      {
        filename: 'old.ckpt',
        relativePath: 'old.ckpt',
        sizeBytes: 3,
        modified: expect.any(Date),
        sha256: null,
        metadata: null,
      },
      expect.objectContaining({
        filename: 'ink.safetensors',
        relativePath: 'styles/ink.safetensors',
        sha256: hash.toLowerCase(),
        metadata: { 'modelspec.title': 'Ink' },
      }),
    ]);
  });

  it('refuses links that leave the folder, and survives those that go in circles', async () => {
    await writeFile(join(folder, 'secret.safetensors'), WITH_TITLE);
    await symlink(join(folder, 'secret.safetensors'), join(root, 'link.safetensors'));
    await symlink(folder, join(root, 'out'));
    await symlink(root, join(root, 'styles/circle'));
    await writeFile(join(root, 'real.pt'), 'abc');
    await symlink(join(root, 'real.pt'), join(root, 'styles/inside.pt'));
    const { files, refused } = await scanFolder(root);
    expect(files.map(({ relativePath }) => relativePath)).toEqual(['real.pt', 'styles/inside.pt']);
    expect(refused.toSorted()).toEqual(['link.safetensors', 'out', 'styles/circle']);
  });

  it('finds nothing where nothing is', async () => {
    expect(await scanFolder(join(folder, 'absent'))).toEqual({ files: [], refused: [] });
  });
});

describe('a watched folder', () => {
  it('is read anew after a change alone', async () => {
    await writeFile(join(root, 'a.pt'), 'abc');
    const watched = new WatchedFolder(root, () => undefined);
    try {
      await eventually(
        async () => [await watched.read(), await watched.read()],
        ([first, second]) => first === second,
      );
      await writeFile(join(root, 'styles/b.pt'), 'abc');
      await eventually(
        async () => (await watched.read()).files.map(({ relativePath }) => relativePath),
        (paths) => paths.join() === 'a.pt,styles/b.pt',
      );
    } finally {
      watched.close();
    }
  });

  it('that comes later is found', async () => {
    const later = new WatchedFolder(join(folder, 'later'), () => undefined);
    expect((await later.read()).files).toEqual([]);
    await mkdir(join(folder, 'later'));
    await writeFile(join(folder, 'later/a.pt'), 'abc');
    expect((await later.read()).files).toHaveLength(1);
    later.close();
  });
});
