import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expect, it } from 'vitest';
// @ts-expect-error -- a script, without types
import { compiledPath, compileKernel, kernelSources } from './compile-kernel.mjs';

const sources = (await kernelSources()) as readonly string[];

it.each(sources.map((source) => [basename(source), source]))(
  '%s is as it was compiled',
  async (_, source) => {
    expect(await readFile(compiledPath(source) as string, 'utf8')).toBe(await compileKernel(source));
  },
);
