import { describe, expect, it } from 'vitest';
import { expectClose } from '../testing/expect-close.js';
import { readOracle } from '../testing/read-oracle.js';
import { resizePlanes, type PlaneFilter } from './resize-planes.js';

interface Resizes {
  readonly input: readonly number[];
  readonly cases: readonly {
    readonly mode: PlaneFilter;
    readonly height: number;
    readonly width: number;
    readonly values: readonly number[];
  }[];
}

describe('resizePlanes', () => {
  const { input, cases } = readOracle('resize.json') as Resizes;
  const planes = { data: Float32Array.from(input), channels: 2, height: 4, width: 6 };

  it.each(cases)("makes what torch's interpolate makes: $mode to $width × $height", (run) => {
    const { data, ...size } = resizePlanes(planes, { width: run.width, height: run.height }, run.mode);
    expect(size).toEqual({ channels: 2, width: run.width, height: run.height });
    expectClose(data, run.values, 1e-6);
  });
});
