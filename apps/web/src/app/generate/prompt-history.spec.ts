import { beforeEach, describe, expect, it } from 'vitest';

import { PromptHistory } from './prompt-history';

beforeEach(() => localStorage.clear());

describe('PromptHistory', () => {
  it('has the newest prompt first and each one once', () => {
    const history = new PromptHistory();
    for (const prompt of ['a cat', 'a dog', ' a cat ', '  ']) history.remember(prompt);
    expect(history.prompts()).toEqual(['a cat', 'a dog']);
    expect(new PromptHistory().prompts()).toEqual(['a cat', 'a dog']);
  });

  it('forgets the oldest, and all when asked to', () => {
    const history = new PromptHistory();
    for (let index = 0; index < 70; index += 1) history.remember(`prompt ${index}`);
    expect(history.prompts()).toHaveLength(60);
    expect(history.prompts()[0]).toBe('prompt 69');
    history.clear();
    expect(new PromptHistory().prompts()).toEqual([]);
  });

  it('begins empty where what is stored is of no use', () => {
    localStorage.setItem('cyberimage.prompts', '{"a": 1}');
    expect(new PromptHistory().prompts()).toEqual([]);
  });
});
