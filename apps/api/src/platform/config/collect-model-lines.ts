import { parseModelLine, type ModelLine } from '@cyberimage/core';
import type { Environment } from './read-environment.js';

/** What the owner gets when no model is configured: the model that ships with the product. */
const STARTER_LINE =
  'starter;starter;Small neon scenes, ships with CyberImage;local;false;' +
  '{"steps":{"min":4,"max":30,"default":12},"guidance_scale":3}';

/** The models, and what to tell the owner about lines that are not quite right. */
export interface CollectedModelLines {
  readonly models: readonly ModelLine[];
  readonly notes: readonly string[];
}

/** Reads all `MODEL_` lines. A wrong line costs its own model at most, never the start. */
export function collectModelLines(environment: Environment): CollectedModelLines {
  const models: ModelLine[] = [];
  const notes: string[] = [];
  for (const [key, value] of Object.entries(environment).sort(byKey)) {
    const result = parseModelLine(key, value ?? '');
    if (result.kind === 'error') notes.push(result.message);
    if (result.kind !== 'model') continue;
    notes.push(...result.warnings.map((warning) => warning.message));
    const earlier = models.find((model) => model.name === result.model.name);
    if (earlier === undefined) models.push(result.model);
    else
      notes.push(`${key}: the name "${result.model.name}" is taken by ${earlier.key}; this line was ignored`);
  }
  if (models.length > 0) return { models, notes };
  const starter = parseModelLine('MODEL_STARTER', STARTER_LINE);
  return { models: starter.kind === 'model' ? [starter.model] : [], notes };
}

/** MODEL_2 before MODEL_10. */
function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
