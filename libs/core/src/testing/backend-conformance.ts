import { describeChecks } from './checks/describe-checks.js';
import { disposeChecks } from './checks/dispose-checks.js';
import { generateChecks } from './checks/generate-checks.js';
import { inputChecks } from './checks/input-checks.js';
import { refusalChecks } from './checks/refusal-checks.js';
import type { ConformanceSubject } from './conformance-check.js';

/** The `test` or `it` of whatever runner is in use. */
export type RegisterTest = (name: string, run: () => Promise<void>) => void;

/**
 * Registers one test per demand of the contract. Any backend must pass them all:
 *
 * ```ts
 * describe('my backend', () => backendConformance(it, { create: () => new MyBackend() }));
 * ```
 *
 * @param test the runner's function that registers a test
 * @param subject how to make the backend, and a request that it can do quickly
 */
export function backendConformance(test: RegisterTest, subject: ConformanceSubject): void {
  const checks = [...describeChecks, ...refusalChecks, ...generateChecks, ...inputChecks, ...disposeChecks];
  for (const check of checks) test(check.name, () => check.run(subject));
}
