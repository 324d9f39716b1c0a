import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES } from '../../testing/read-oracle.js';
import { ModelFolder } from '../../weights/model-folder.js';
import { readModelFacts, type ModelFacts } from '../model-facts.js';
import { sizeOption } from './size-option.js';

describe('sizeOption', () => {
  let tiny: ModelFacts | undefined;
  const facts = (changes: Partial<ModelFacts>): ModelFacts => {
    if (tiny === undefined) throw new Error('not read');
    return { ...tiny, ...changes };
  };

  beforeAll(async () => {
    tiny = await readModelFacts(new ModelFolder(fileURLToPath(new URL('models/sd15', FIXTURES))));
  });

  it('comes from the configs of the model', () => {
    expect(sizeOption('width', facts({}), undefined)).toMatchObject({
      min: 64,
      max: 256,
      step: 16,
      default: 64,
    });
  });

  it.each([
    [{ sizeMultiple: 64, nativeSize: 512 }, undefined, 64, 2048, 512],
    [{ sizeMultiple: 96, nativeSize: 768 }, undefined, 96, 2016, 768],
    [{ sizeMultiple: 64, nativeSize: 512 }, 700, 64, 2048, 640],
    [{ sizeMultiple: 64, nativeSize: 512 }, 9999, 64, 2048, 2048],
  ])('of %j with the wish %s is %i to %i, default %i', (changes, wish, min, max, byDefault) => {
    expect(sizeOption('height', facts(changes), wish)).toMatchObject({ min, max, default: byDefault });
  });

  it('obeys a size that the export fixed', () => {
    const fixedSize = { width: 512, height: 768 };
    expect(sizeOption('height', facts({ fixedSize }), 64)).toMatchObject({
      min: 768,
      max: 768,
      default: 768,
    });
  });
});
