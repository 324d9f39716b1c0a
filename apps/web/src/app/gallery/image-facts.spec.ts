import { describe, expect, it } from 'vitest';

import { sampleImage } from '../api/testing/sample-job';
import { sampleModel } from '../api/testing/sample-model';
import { fileFacts, inputFacts, settingFacts } from './image-facts';

describe('settingFacts', () => {
  it("uses the order and the words of the model's form", () => {
    const facts = settingFacts(sampleImage('i'), sampleModel('a'));
    expect(facts).toEqual([
      { label: 'Steps', value: '12' },
      { label: 'Seed', value: '18446744073709551615' },
      { label: 'Sampler', value: 'DDIM' },
    ]);
  });

  it('names the LoRAs with their weights, and leaves out what is empty', () => {
    const base = sampleModel('a');
    const choices: { value: string; label: string }[] = [];
    const loras = {
      type: 'loras',
      label: 'LoRAs',
      choices,
      min: -2,
      max: 2,
      step: 0.05,
      default: '',
    } as const;
    const model = { ...base, options: { loras } };
    const factsOf = (value: string) =>
      settingFacts(sampleImage('i', { parameters: { loras: value }, seed: null }), model);
    expect(factsOf('<lora:ink:0.8><lora:my clay:1:-0.5>')).toEqual([
      { label: 'LoRAs', value: 'ink 0.8, my clay -0.5' },
    ]);
    expect(factsOf('')).toEqual([]);
  });

  it('shows every setting though the model is gone', () => {
    const image = sampleImage('i', { parameters: { guidance_scale: 4.5, tiling: true, prompt: 'a cat' } });
    expect(settingFacts(image, undefined)).toEqual([
      { label: 'Guidance scale', value: '4.5' },
      { label: 'Tiling', value: 'On' },
      { label: 'Seed', value: '18446744073709551615' },
    ]);
  });
});

it('inputFacts are the pictures that it was made from, and no settings', () => {
  const id = 'a1'.repeat(32);
  const image = sampleImage('i', { parameters: { steps: 4, image: id, mask: '' } });
  expect(inputFacts(image, undefined)).toEqual([{ label: 'Image', url: `/api/v1/inputs/${id}` }]);
  expect(settingFacts(image, sampleModel('a')).map(({ label }) => label)).not.toContain('Image');
});

describe('fileFacts', () => {
  it('names the model, its size and how long it took', () => {
    const facts = fileFacts(sampleImage('i'), sampleModel('a'));
    expect(facts.map((fact) => fact.value).slice(1)).toEqual(['Model a', '256 × 256 px · 84 kB', '4.2 s']);
  });

  it('leaves out a time that nobody took', () => {
    const facts = fileFacts(sampleImage('i', { generation_seconds: null }), undefined);
    expect(facts.map((fact) => fact.label)).toEqual(['Made', 'Model', 'Picture']);
    expect(facts[1]?.value).toBe('a');
  });
});
