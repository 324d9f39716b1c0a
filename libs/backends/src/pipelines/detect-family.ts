import { BackendError } from '@cyberimage/core';
import { flux } from './flux/family.js';
import { sana } from './sana/family.js';
import { sanaSprint } from './sana-sprint/family.js';
import { latentConsistency } from './latent-consistency/family.js';
import type { ModelFacts } from './model-facts.js';
import { isKnownInput } from './networks/denoiser.js';
import type { PipelineFamily } from './pipeline-family.js';
import { stableDiffusion } from './stable-diffusion/family.js';
import { stableDiffusion3 } from './stable-diffusion-3/family.js';
import { stableDiffusionXl } from './stable-diffusion-xl/family.js';

/** Every family, the most specific structure first. */
const FAMILIES: readonly PipelineFamily[] = [
  latentConsistency,
  stableDiffusionXl,
  stableDiffusion3,
  flux,
  sana,
  sanaSprint,
  stableDiffusion,
];

/**
 * The family of a model: by the class in `model_index.json`, where there is one, and its structure.
 *
 * @throws BackendError `model-missing` for a family that is not supported, and for a denoiser that wants more
 *   than any can tell
 */
export function detectFamily(facts: ModelFacts): PipelineFamily {
  requireKnownInputs(facts);
  const className = facts.className?.replace(/^(ORT|Onnx)/, '');
  const knownClasses = FAMILIES.flatMap(({ classNames }) => classNames);
  // The structure decides between families: a unet with a guidance input also goes by the plain class.
  const isKnown = className === undefined || knownClasses.includes(className);
  const family = isKnown ? FAMILIES.find((candidate) => candidate.hasStructure(facts)) : undefined;
  if (family !== undefined) return family;
  const inputs = facts.denoiserInputs.map(({ name }) => name).join(', ');
  const found = className ?? `a ${facts.denoiser} with the inputs ${inputs}`;
  const message = `${facts.folder.root}: ${found} is not supported; known are ${knownClasses.join(', ')}`;
  throw new BackendError('model-missing', message);
}

/** Residuals of a ControlNet, pictures of an adapter: better said in the list than in a job. */
function requireKnownInputs({ denoiser, denoiserInputs, folder }: ModelFacts): void {
  const unknown = denoiserInputs.filter(({ name }) => !isKnownInput(name)).map(({ name }) => name);
  if (unknown.length === 0) return;
  const [first] = unknown;
  const inputs = unknown.length === 1 ? `the input ${first}` : `${unknown.length} inputs such as ${first}`;
  const hint = first?.includes('residual') === true ? ': it was exported to work with a ControlNet' : '';
  const message = `${folder.graph(denoiser)} has ${inputs}, which no pipeline knows${hint}; use a plain export, such as optimum's`;
  throw new BackendError('model-missing', message);
}
