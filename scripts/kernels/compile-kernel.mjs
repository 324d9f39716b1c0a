import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import wabt from 'wabt';
import { root } from '../setup/root.mjs';

const folder = join(root, 'libs/backends/src/kernels');
const FEATURES = { simd: true, multi_value: true, sat_float_to_int: true };

/** @returns paths of the kernels' sources, in WebAssembly's text format */
export async function kernelSources() {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.wat')).map((name) => join(folder, name));
}

/** @returns where a compiled kernel is kept: in TypeScript, so that it needs no place of its own when built */
export function compiledPath(source) {
  return source.replace(/\.wat$/, '.wasm.ts');
}

/** @returns the TypeScript that holds a source's module */
export async function compileKernel(source) {
  const module = (await wabt()).parseWat(source, await readFile(source, 'utf8'), FEATURES);
  try {
    module.validate();
    const bytes = Buffer.from(module.toBinary({}).buffer).toString('base64');
    return `// Compiled from the .wat beside it by \`npm run kernels\`.\nexport default '${bytes}';\n`;
  } finally {
    module.destroy();
  }
}
