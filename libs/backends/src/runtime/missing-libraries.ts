/**
 * Which shared libraries the system's loader cannot load. Asking the loader itself is the only way that
 * knows all its search paths; what it loads stays loaded, which is what the one who asks is about to do.
 *
 * @param names as linked: `libcudart.so.12`
 */
export function missingLibraries(names: readonly string[]): readonly string[] {
  return names.filter((name) => {
    try {
      process.dlopen({ exports: {} }, name);
      return false;
    } catch (error) {
      // A library that is there is no Node addon, and Node says so.
      return !(error instanceof Error && error.message.includes('did not self-register'));
    }
  });
}
