import type { ModelLine } from '@cyberimage/core';

/** Which files of which repository a model line means, and where they go. */
export interface ModelPlace {
  /** `owner/name`. */
  readonly repo: string;
  /** A branch, tag or commit. */
  readonly revision: string;
  /** Which of several graphs of a component: `fp16` takes `model.fp16.onnx` or `model_fp16.onnx`. */
  readonly variant: string | undefined;
  /** The folder of the repository that holds the model; undefined for its root. */
  readonly subfolder: string | undefined;
  /** The model's folder, relative to `MODELS_PATH`. */
  readonly folder: string;
}

/** `owner/name`, as the hub spells repositories; nothing that could leave the models folder. */
const REPOSITORY = /^[\w-][\w.-]*\/[\w-][\w.-]*$/;
const NAME = /^\w[\w.-]*$/;
const PATH = /^\w[\w.-]*(\/\w[\w.-]*)*$/;

const DEFAULT_REVISION = 'main';

/**
 * Reads a model line's repository and its options `revision`, `variant` and `subfolder`. Each choice has a
 * folder of its own: two lines may take different variants of one repository.
 *
 * @returns the place, or for people what is wrong with the line
 */
export function readModelPlace({ repo, options }: ModelLine): ModelPlace | string {
  if (!REPOSITORY.test(repo)) return `"${repo}" is not a repository; expected owner/name`;
  const { revision, variant, subfolder } = options;
  const wrong =
    mismatch('revision', revision, PATH) ??
    mismatch('variant', variant, NAME) ??
    mismatch('subfolder', subfolder, PATH);
  if (wrong !== undefined) return wrong;
  const parts = [textOf(revision), textOf(subfolder), textOf(variant)];
  const suffix = parts.map((part) => (part === undefined ? '' : `@${part.replaceAll('/', '-')}`)).join('');
  return {
    repo,
    revision: textOf(revision) ?? DEFAULT_REVISION,
    variant: textOf(variant),
    subfolder: textOf(subfolder),
    folder: `${repo}${suffix}`,
  };
}

function mismatch(name: string, value: unknown, pattern: RegExp): string | undefined {
  if (value === undefined || (typeof value === 'string' && pattern.test(value))) return undefined;
  return `the option ${name} is ${JSON.stringify(value)}; expected a name such as "fp16"`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
