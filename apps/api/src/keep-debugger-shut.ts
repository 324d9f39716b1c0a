/**
 * Keeps SIGUSR1 from opening a debugger's port, as Node does by itself: any process of the same user can send it,
 * those of plugins among them, and through that port this process would run whatever it is told.
 */
export function keepDebuggerShut(): void {
  // There is no such signal on Windows; there the flag of scripts/start.mjs does it.
  if (process.platform === 'win32') return;
  process.on('SIGUSR1', () => undefined);
}
