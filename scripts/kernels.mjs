// Compiles the kernels of libs/backends, which are committed beside their sources: nobody who only runs the
// product needs the compiler.
import { writeFile } from 'node:fs/promises';
import { compiledPath, compileKernel, kernelSources } from './kernels/compile-kernel.mjs';

for (const source of await kernelSources()) {
  await writeFile(compiledPath(source), await compileKernel(source));
  console.log(compiledPath(source));
}
