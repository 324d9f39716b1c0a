import { describe, expect, it } from 'vitest';
import { samplersFor, type DenoiserKind } from './samplers.js';

const KINDS: readonly DenoiserKind[] = ['diffusion', 'latent-consistency', 'flow', 'trigflow'];

describe.each(KINDS)('the samplers for %s', (kind) => {
  const samplers = samplersFor(kind);

  it('are there, each under names of its own', () => {
    const names = samplers
      .flatMap(({ name, aliases }) => [name, ...aliases])
      .map((name) => name.toLowerCase());
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
  });
});
