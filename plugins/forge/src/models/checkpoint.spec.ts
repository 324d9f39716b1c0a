import { describe, expect, it } from 'vitest';
import { findCheckpoint, readCheckpoint } from './checkpoint.js';

const CHECKPOINTS = [
  readCheckpoint('v1.5.safetensors [0123456789]', '0123456789'),
  readCheckpoint('xl\\photo.safetensors'),
  readCheckpoint('flux/photo.safetensors [abcdefabcd]'),
  readCheckpoint('flux/dev [fp8].gguf'),
];

describe('findCheckpoint', () => {
  it.each([
    ['v1.5.safetensors', 0],
    ['v1.5.safetensors [0123456789]', 0],
    ['v1.5', 0],
    ['0123456789', 0],
    ['xl/photo.safetensors', 1],
    ['xl\\photo', 1],
    ['xl/photo.safetensors [ffffffffff]', 1],
    ['flux\\photo.safetensors', 2],
    ['photo [abcdefabcd]', 2],
    ['flux/photo [abcdefabcd]', 2],
    ['flux/dev [fp8].gguf', 3],
    ['dev [fp8]', 3],
    ['photo', undefined],
    ['v1.5.safetensors [9999999999]', undefined],
    ['', undefined],
  ])('%s', (name, index) => {
    expect(findCheckpoint(CHECKPOINTS, name)).toBe(index === undefined ? undefined : CHECKPOINTS[index]);
  });
});
