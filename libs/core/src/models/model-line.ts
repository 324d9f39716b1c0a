import type { JsonObject } from '../contract/json.js';

/** A model that the owner configured by one `MODEL_<KEY>` line of `.env`. */
export interface ModelLine {
  /** The variable's whole name: `MODEL_1`. */
  readonly key: string;
  /** The model's id in requests. */
  readonly name: string;
  /** A Hugging Face repository id, or a folder for the source `local`. */
  readonly repo: string;
  readonly description: string;
  /** `huggingface`, `local`; a source that no backend knows is reported by the backend, not here. */
  readonly source: string;
  readonly requiresAuth: boolean;
  /** The checked options; unknown keys are kept. */
  readonly options: JsonObject;
  /** What the options say about steps, defaults not filled in; null when they say nothing. */
  readonly steps: StepRange | null;
}

/** Bounds for steps; an absent member is open. `fixed_steps: n` is a range of one. */
export interface StepRange {
  readonly min?: number;
  readonly max?: number;
  readonly default?: number;
}
