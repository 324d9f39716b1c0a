import type { OptionSchema } from './option-schema.js';

/** One model on offer: an element of `listModels()`. */
export interface ModelDescription {
  /** Unique within its backend; stable over restarts. */
  readonly id: string;
  /** For people, short: shown in the model choice. */
  readonly label: string;
  /** For people, a sentence or two; may be empty. */
  readonly description: string;
  /** Where its weights come from: `local`, `huggingface`, or a backend's own word. */
  readonly source: string;
  /** Free words to filter by: the family (`stable-diffusion`), `turbo`, `inpaint`. */
  readonly tags: readonly string[];
  /** The parameters that it takes. Form and validators read nothing else. */
  readonly options: OptionSchema;
  /** Why the model cannot be used now, for people; absent for a usable model. */
  readonly unavailable?: string;
}
