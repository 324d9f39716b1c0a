import type { ParameterValue } from '../contract/generation-request.js';
import type { ModelBackend } from '../contract/model-backend.js';

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
