import type { ParameterValue } from './generation-request.js';

/** The answer of `check()`. */
export type CheckResult = CheckAccepted | CheckRefused;

/** The request can be done. */
export interface CheckAccepted {
  readonly accepted: true;
  /** What the backend will change, such as a width rounded to what its model takes. */
  readonly adjustments: readonly Adjustment[];
  readonly estimate: Estimate;
}

/** The request cannot be done as it is. */
export interface CheckRefused {
  readonly accepted: false;
  /** At least one. */
  readonly reasons: readonly RefusalReason[];
}

/** One parameter that will not be used as asked. */
export interface Adjustment {
  readonly field: string;
  readonly from: ParameterValue;
  readonly to: ParameterValue;
  /** For people: "width rounded to 1024: this model takes multiples of 64". */
  readonly message: string;
}

/** One reason for a refusal. */
export interface RefusalReason {
  /** The parameter, or `model`. */
  readonly field: string;
  /** Kebab-case, for programs: `out-of-range`, `unknown-model`, `not-enough-memory`. */
  readonly code: string;
  /** For people: what is wrong and what would be right. */
  readonly message: string;
}

/** What a request will cost; a member is absent when the backend cannot tell yet. */
export interface Estimate {
  readonly seconds?: number;
  readonly peakBytes?: number;
}
