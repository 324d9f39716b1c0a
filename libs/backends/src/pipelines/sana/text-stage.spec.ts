import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FIXTURES } from '../../testing/read-oracle.js';
import { testRuntime } from '../../testing/test-runtime.js';
import { ModelFolder } from '../../weights/model-folder.js';
import { readModelFacts } from '../model-facts.js';
import type { EncodedText } from '../text/text-stage.js';
import { SanaTextStage } from './text-stage.js';

const INSTRUCTION = ['Describe a picture.', 'Prompt: '];
const FILE = 'complex_human_instruction.json';

describe('SanaTextStage', () => {
  let root = '';

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'sana-'));
    await cp(fileURLToPath(new URL('models/sana', FIXTURES)), root, { recursive: true });
  });

  afterEach(() => rm(root, { recursive: true }));

  async function encode(field: 'prompt' | 'negative_prompt', text: string): Promise<EncodedText> {
    const runtime = testRuntime();
    const facts = await readModelFacts(new ModelFolder(root));
    const stage = await SanaTextStage.load(facts, (component) =>
      runtime.open(facts.folder.graph(component), true),
    );
    const encoded = await stage.encode({ field, text }, {});
    await stage.release();
    return encoded;
  }

  async function writeInstruction(content: unknown): Promise<void> {
    await writeFile(join(root, FILE), JSON.stringify(content));
  }

  it('reads the instruction before the prompt, and keeps the first token and the last 299', async () => {
    const alone = await encode('prompt', 'a cube');
    await writeInstruction({ complex_human_instruction: INSTRUCTION });
    const { condition } = await encode('prompt', 'a cube');
    expect(condition.context.dims).toEqual([1, 300, 16]);
    expect(condition.contextMask?.dims).toEqual([1, 300]);
    // The first token sees nothing of what follows; those of the prompt see the instruction.
    expect(condition.context.data.slice(0, 16)).toEqual(alone.condition.context.data.slice(0, 16));
    expect(condition.context.data.slice(16, 48)).not.toEqual(alone.condition.context.data.slice(16, 48));
  });

  it('reads the negative prompt without it', async () => {
    const before = await encode('negative_prompt', 'blurry');
    await writeInstruction({ complex_human_instruction: INSTRUCTION });
    expect(await encode('negative_prompt', 'blurry')).toEqual(before);
  });

  it('takes no notice of capitals and of white space around the text', async () => {
    expect((await encode('prompt', '  A Cube ')).condition).toEqual(
      (await encode('prompt', 'a cube')).condition,
    );
  });

  it('says that the instruction is missing', async () => {
    expect((await encode('prompt', 'a cube')).warnings).toMatchObject([{ code: 'instruction-missing' }]);
    expect((await encode('negative_prompt', '')).warnings).toEqual([]);
  });

  it('refuses an instruction of another form', async () => {
    await writeInstruction({ instruction: 'Describe a picture.' });
    await expect(encode('prompt', 'a cube')).rejects.toThrow(`${FILE} is not of the form`);
  });
});
