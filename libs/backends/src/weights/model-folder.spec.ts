import { cp, mkdtemp, rm, writeFile, appendFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FIXTURES } from '../testing/read-oracle.js';
import { ModelFolder } from './model-folder.js';

describe('ModelFolder', () => {
  let root = '';
  let folder = new ModelFolder(root);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'model-'));
    await cp(fileURLToPath(new URL('models/sd15-external', FIXTURES)), root, { recursive: true });
    folder = new ModelFolder(root);
  });

  afterEach(() => rm(root, { recursive: true }));

  it('gives a component the same fingerprint until its weights change', async () => {
    const fingerprint = () => new ModelFolder(root).fingerprint('unet');
    const before = await fingerprint();
    expect(await fingerprint()).toBe(before);
    await writeFile(join(root, 'unet/config.json'), '{}');
    expect(await fingerprint()).toBe(before);
    await appendFile(join(root, 'unet/model.onnx_data'), 'x');
    expect(await fingerprint()).not.toBe(before);
  });

  it('counts the bytes of a component', async () => {
    expect(await folder.componentBytes('text_encoder')).toBe(568 + 51_360 + 62_720);
    expect(await folder.componentBytes('absent')).toBe(0);
  });

  it('gives undefined for a file that is absent and names one that is no object', async () => {
    expect(await folder.readJson('absent/config.json')).toBeUndefined();
    await writeFile(join(root, 'model_index.json'), '[]');
    await expect(folder.readJson('model_index.json')).rejects.toThrow(
      'model_index.json is not a JSON object',
    );
  });
});
