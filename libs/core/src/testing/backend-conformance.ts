import type { ModelBackend } from '../contract/model-backend.js';
import type { ParameterValue } from '../contract/generation-request.js';
import { describeChecks } from './checks/describe-checks.js';
import { disposeChecks } from './checks/dispose-checks.js';
import { generateChecks } from './checks/generate-checks.js';
import { refusalChecks } from './checks/refusal-checks.js';

/** The backend under test. */
export interface ConformanceSubject {
  /** A new instance for each check, ready to work. */
  readonly create: () => ModelBackend | Promise<ModelBackend>;
  /** The model to use; default: the first one without `unavailable`. */
  readonly model?: string;
  /** Parameters that make a request quick: few steps, a small picture. Default: the option schema's. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>;
}

/** One check: throws an AssertionError when the backend does not conform. */
export interface ConformanceCheck {
  readonly name: string;
  readonly run: (subject: ConformanceSubject) => Promise<void>;
}

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
  const checks = [...describeChecks, ...refusalChecks, ...generateChecks, ...disposeChecks];
  for (const check of checks) test(check.name, () => check.run(subject));
}
