import { PROCESS_NAME } from '../process-name.js';

/** What a process is for. */
export type ProcessRole = 'api' | 'worker' | 'rebuild';

/**
 * What the names of a process' log files begin with. Beside the API there may be any number of others on the
 * same data folder: each has files of its own, by the name that it has in the audit trail,
 * so that none removes old files in which another one still writes.
 */
export function logPrefix(role: ProcessRole): string {
  if (role === 'api') return '';
  return `${role}-${PROCESS_NAME.replaceAll(/[^\w-]/g, '-')}-`;
}
