import { backendConformance } from '@cyberimage/core/testing';
import { describe, expect, it } from 'vitest';
import { MyBackend } from './my-backend.js';
import { gradientOf } from './paint-gradient.js';

describe('MyBackend', () => {
  backendConformance(it, { create: () => new MyBackend(0) });
});

describe('gradientOf', () => {
  it('follows from prompt and seed', () => {
    expect(gradientOf('dawn', 1n)).toEqual(gradientOf('dawn', 1n));
    expect(gradientOf('dawn', 2n)).not.toEqual(gradientOf('dawn', 1n));
    expect(gradientOf('dusk', 1n)).not.toEqual(gradientOf('dawn', 1n));
  });
});
