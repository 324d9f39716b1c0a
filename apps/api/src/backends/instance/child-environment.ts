/** What any program needs to run at all; the last four are for Windows. */
const ALWAYS_PASSED = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'TMPDIR',
  'TZ',
  'SystemRoot',
  'TEMP',
  'TMP',
  'USERPROFILE',
];

/** Would let the environment change what code the process runs, so no manifest is granted them. */
const NEVER_PASSED = /^(NODE_(?!EXTRA_CA_CERTS$)|LD_PRELOAD$|DYLD_INSERT_)/i;

/**
 * The environment of a backend's process: a few basics and the variables that its manifest names.
 * The host's own secrets are not among them unless asked for by name.
 */
export function childEnvironment(
  granted: readonly string[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const names = [...ALWAYS_PASSED, ...granted.filter((name) => !NEVER_PASSED.test(name))];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
