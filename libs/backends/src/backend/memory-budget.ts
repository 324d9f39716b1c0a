import { totalmem } from 'node:os';

const GIBIBYTE = 2 ** 30;

/** The rest is for the system, the API and the browser. */
const SHARE_OF_MACHINE = 0.8;

/** How much memory there is. */
export interface MachineMemory {
  readonly totalBytes: number;
  /** What a container may use; 0 or more than the machine has where there is no such limit. */
  readonly limitBytes: number;
}

/** This machine's, or this container's. */
export function readMachineMemory(): MachineMemory {
  return { totalBytes: totalmem(), limitBytes: process.constrainedMemory() };
}

/**
 * How much memory models may take.
 *
 * @param gigabytes the owner's choice in GiB; 0 for four fifths of the machine or container
 */
export function memoryBudgetBytes(gigabytes: number, { totalBytes, limitBytes }: MachineMemory): number {
  if (gigabytes > 0) return gigabytes * GIBIBYTE;
  const available = limitBytes > 0 ? Math.min(totalBytes, limitBytes) : totalBytes;
  return available * SHARE_OF_MACHINE;
}
