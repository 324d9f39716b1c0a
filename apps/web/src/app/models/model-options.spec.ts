import { describe, expect, it } from 'vitest';

import { toFields, toOptions } from './model-options';

describe('the options of a model', () => {
  it.each([
    {},
    { fixed_steps: 2 },
    { steps: { min: 10, max: 40, default: 20 } },
    { steps: { max: 8 }, device: 'cuda', guidance_scale: 0 },
    { variant: 'fp16', width: 512, nested: { a: [1] } },
  ])('%j comes through a form as it was', (options) => {
    expect(toOptions(toFields(options))).toEqual(options);
  });

  it('are refused where the further ones are no JSON object', () => {
    const fields = toFields({});
    for (const others of ['{', '[1]', '5']) {
      expect(() => toOptions({ ...fields, others })).toThrow(SyntaxError);
    }
  });

  it('leave out what does not count', () => {
    const fields = { ...toFields({ fixed_steps: 3 }), steps: 'own' as const, guidance: ' ' };
    expect(toOptions(fields)).toEqual({});
  });
});
