import { describe, expect, it } from 'vitest';
import { splitComposition } from './split-composition.js';

describe('AND', () => {
  it('joins prompts, with or without weights', () => {
    expect(splitComposition('a cat AND a dog:1.5 AND rain :-0.3')).toEqual([
      { text: 'a cat', weight: 1 },
      { text: 'a dog', weight: 1.5 },
      { text: 'rain', weight: -0.3 },
    ]);
  });

  it.each(['a cat and a dog', 'LAND', 'ANDROID', 'a photo at 16:9'])('%s is one prompt', (prompt) => {
    expect(splitComposition(prompt)).toEqual([{ text: prompt, weight: 1 }]);
  });

  it('takes a colon of emphasis for what it is', () => {
    expect(splitComposition('(a cat:1.2) AND (a dog:0.8)')).toEqual([
      { text: '(a cat:1.2)', weight: 1 },
      { text: '(a dog:0.8)', weight: 1 },
    ]);
  });
});
