const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program has this port: is CyberImage running already? PORT takes another one.',
  EACCES:
    'This user may not do that: HOST, PORT, CONFIG_DATA_PATH and MEDIA_ROOT say where CyberImage works.',
  DATA_FOLDER_IN_USE:
    'Stop that one, or give this one folders of its own: CONFIG_DATA_PATH and MEDIA_ROOT. Processes share theirs when all have the same REDIS_URL.',
  EADDRNOTAVAIL: 'This machine has no such address: HOST takes one of its own, or 0.0.0.0 for all of them.',
};

/** Ends a process that could not start, with the reason in one line rather than a stack trace alone. */
export function failStart(error: unknown): never {
  const { message, code, stack } = error as Partial<NodeJS.ErrnoException>;
  const advice = ADVICE[code ?? ''];
  process.stderr.write(`CyberImage could not start: ${message ?? String(error)}\n${advice ?? stack ?? ''}\n`);
  process.exit(1);
}
