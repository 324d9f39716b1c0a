import { describe, expect, it } from 'vitest';
import { readInfo, toMetadata } from './server-picture.js';

describe('readInfo', () => {
  it('reads the seed of the first picture’s own infotext, to the last digit', () => {
    const grid = 'x\nSteps: 2, Seed: 1';
    const own = 'Seed: 5, a line of the prompt\nSteps: 2, Seed: 18446744073709551615, Size: 64x64';
    const info = readInfo(JSON.stringify({ index_of_first_image: 1, infotexts: [grid, own], seed: 1 }));
    expect(info).toMatchObject({ firstIndex: 1, infotext: own, seed: 18446744073709551615n });
  });

  it('takes the empty info of servers that say nothing', () => {
    expect(readInfo('')).toEqual({ firstIndex: 0 });
    expect(toMetadata(readInfo(''))).toEqual({});
  });

  it('leaves out what is null', () => {
    const info = readInfo('{"sd_model_hash":null,"sd_model_name":"a","infotexts":[]}');
    expect(toMetadata(info)).toEqual({ model_name: 'a' });
  });

  it('refuses what is no JSON', () => {
    expect(() => readInfo('{')).toThrow(expect.objectContaining({ code: 'internal' }));
  });
});
