import { registerHooks } from 'node:module';

/*
 * Loaded before child-process.ts when the host itself runs from its sources, as in tests. Node strips the
 * types of a .ts file by itself, but the imports in it name the compiled file (`./a.js`, as TypeScript
 * wants), which is not there.
 */
registerHooks({
  resolve(specifier, context, nextResolve) {
    try {
      return nextResolve(specifier, context);
    } catch (error) {
      const fromSource = context.parentURL?.endsWith('.ts') && /^\.{1,2}\/.*\.js$/.test(specifier);
      if (!fromSource) throw error;
      return nextResolve(specifier.replace(/\.js$/, '.ts'), context);
    }
  },
});
