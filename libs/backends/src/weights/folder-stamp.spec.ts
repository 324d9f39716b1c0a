import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { folderStamp } from './folder-stamp.js';

describe('the stamp of a folder', () => {
  let root = '';

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'stamp-'));
    await mkdir(join(root, 'unet'));
    await writeFile(join(root, 'unet/model.onnx'), 'graph');
  });

  afterEach(() => rm(root, { recursive: true }));

  it('stays while nothing changes', () => {
    expect(folderStamp(root)).toBe(folderStamp(root));
  });

  it.each([
    ['a file of another length', () => writeFile(join(root, 'unet/model.onnx'), 'graph 2')],
    ['a file changed at another time', () => utimes(join(root, 'unet/model.onnx'), 1, 1)],
    ['a new file', () => writeFile(join(root, 'model_index.json'), '{}')],
    ['a file gone', () => rm(join(root, 'unet/model.onnx'))],
  ])('changes with %s', async (_, change) => {
    const before = folderStamp(root);
    await change();
    expect(folderStamp(root)).not.toBe(before);
  });

  it('follows links, and survives one that leads nowhere', async () => {
    const target = join(root, 'unet/model.onnx');
    const copy = await mkdtemp(join(tmpdir(), 'stamp-links-'));
    await symlink(target, join(copy, 'model.onnx'));
    const before = folderStamp(copy);
    await writeFile(target, 'another graph');
    expect(folderStamp(copy)).not.toBe(before);
    await rm(target);
    expect(folderStamp(copy)).toBe('model.onnx absent');
    await rm(copy, { recursive: true });
  });

  it('is empty for a folder that is not there', () => {
    expect(folderStamp(join(root, 'absent'))).toBe('');
  });
});
