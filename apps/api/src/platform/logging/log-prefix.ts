import { PROCESS_NAME } from '../process-name.js';

/** What a process is for. */
export type ProcessRole = 'api' | 'worker' | 'rebuild';

/**
 * What the names of a process' log files begin with. On one data folder there may be any number of processes: each
 * has files of its own, by the name that it has in the audit trail, so that none removes old files in which
 * another one still writes. Only the first API has plain names.
 */
export function logPrefix(role: ProcessRole, isFirst: boolean): string {
  if (role === 'api' && isFirst) return '';
  return `${role}-${PROCESS_NAME.replaceAll(/[^\w-]/g, '-')}-`;
}
