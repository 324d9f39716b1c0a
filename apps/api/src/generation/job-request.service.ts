import { setTimeout as delay } from 'node:timers/promises';
import {
  BackendError,
  canonicalParameter,
  resolveParameters,
  type Adjustment,
  type GenerationRequest,
  type OptionSchema,
  type ParameterValue,
  type ResolvedParameters,
} from '@cyberimage/core';
import { Injectable, Logger } from '@nestjs/common';
import { Settings } from '../platform/config/settings.js';
import type { FieldError } from '../platform/errors/problem.js';
import { ProblemException } from '../platform/errors/problem.exception.js';
import { GivenInputs } from '../inputs/given-inputs.service.js';
import { BackendHost } from '../backends/backend-host.service.js';
import { Styles } from '../prompts/styles.service.js';
import type { HostedModel } from '../backends/backend-instance-status.js';
import { offeredOptions, withoutHostParameters } from './offered-options.js';
import { chooseSeed, chooseSeeds } from './choose-seeds.js';
import { requireFewPixels } from './require-few-pixels.js';
import type { StoredRequest } from './stored-request.js';
import { readStored, readTyped, STYLE_PARAMETERS, withStyles } from './styled-request.js';

/** A backend may not answer while it generates; nobody should wait that long to get a place in the queue. */
const CHECK_TIMEOUT_MS = 1500;

/** A request that some backend will take, and what will differ from what was asked. */
export interface AcceptedRequest {
  readonly instanceId: string;
  readonly request: GenerationRequest;
  readonly adjustments: readonly Adjustment[];
  /** The inputs that the request names. */
  readonly inputIds: readonly string[];
}

/** Turns what a client sent into a complete, valid request. */
@Injectable()
export class JobRequestService {
  private readonly logger = new Logger(JobRequestService.name);

  constructor(
    private readonly host: BackendHost,
    private readonly inputs: GivenInputs,
    private readonly styles: Styles,
    private readonly settings: Settings,
  ) {}

  /** @throws ProblemException 422 with one entry per fault */
  async accept(jobId: string, given: Readonly<Record<string, unknown>>): Promise<AcceptedRequest> {
    const { model: modelId, ...fields } = given;
    return this.complete(jobId, await this.findModel(modelId), fields);
  }

  /**
   * A stored request with some values changed. With another model, values that it doesn't take are left out,
   * but for those that were sent with the change.
   *
   * @throws ProblemException 422 with one entry per fault
   */
  async revise(
    jobId: string,
    stored: StoredRequest,
    backend: string,
    changes: Readonly<Record<string, unknown>>,
  ): Promise<AcceptedRequest> {
    const { model: storedModel, ...storedFields } = stored;
    const { model: modelId, ...fields } = changes;
    const isSame = ({ instanceId, model }: HostedModel) => instanceId === backend && model.id === storedModel;
    const hosted =
      (modelId === undefined ? (await this.host.models()).find(isSame) : undefined) ??
      (await this.findModel(modelId ?? storedModel));
    const options = offeredOptions(hosted.model.options, this.settings);
    const isKept = (name: string): boolean =>
      name in options || (STYLE_PARAMETERS as readonly string[]).includes(name);
    const kept = Object.entries(storedFields).filter(([name]) => isKept(name));
    return this.complete(
      jobId,
      hosted,
      withoutReplaced(hosted.model.options, readStored(Object.fromEntries(kept)), fields),
    );
  }

  private async complete(
    jobId: string,
    { instanceId, model }: HostedModel,
    given: Readonly<Record<string, unknown>>,
  ): Promise<AcceptedRequest> {
    const typed = readTyped(given);
    const styles = await this.styles.findAll(typed.names);
    const styled = withStyles(typed.fields, styles, model.options);
    const { fields, ids: inputIds } = await this.inputs.toIds(model.options, styled.fields);
    const resolved = await this.resolve({ instanceId, model }, fields);
    if (!resolved.valid) {
      throw ProblemException.invalid(resolved.reasons.map((reason) => withValue(reason, fields)));
    }
    const parameters = { ...chooseSeeds(model.options, resolved.parameters), ...styled.record };
    refuseNul(parameters, fields);
    requireFewPixels(parameters, this.settings.limits.maxPixels);
    const seed = resolved.seed ?? chooseSeed();
    const request = { jobId, model: model.id, seed, parameters };
    const asked = { ...request, parameters: withoutHostParameters(parameters) };
    const adjustments = await this.check(instanceId, asked, fields);
    return { instanceId, request, adjustments: [...resolved.adjustments, ...adjustments], inputIds };
  }

  /** What is not among the choices may have come since they were listed, such as a LoRA to its folder. */
  private async resolve(
    hosted: HostedModel,
    fields: Readonly<Record<string, unknown>>,
  ): Promise<ResolvedParameters> {
    const against = ({ model }: HostedModel) =>
      resolveParameters(offeredOptions(model.options, this.settings), fields);
    const resolved = against(hosted);
    const hasUnknown = !resolved.valid && resolved.reasons.some(({ code }) => code === 'unknown-choice');
    if (!hasUnknown) return resolved;
    const fresh = await Promise.race([this.host.lookAgain(hosted), unansweredCheck()]).catch(() => hosted);
    return against(fresh);
  }

  private async findModel(id: unknown): Promise<HostedModel> {
    if (id === undefined || id === null) return this.defaultModel();
    const hosted = typeof id === 'string' ? await this.host.find(id) : undefined;
    if (hosted === undefined) {
      const known = (await this.host.models()).map(({ model }) => model.id).join(', ') || 'none at present';
      const message = `model ${JSON.stringify(id)} is not known; known are: ${known}`;
      throw ProblemException.invalid([{ field: 'model', code: 'unknown-model', message, value: id }]);
    }
    if (hosted.model.unavailable !== undefined) {
      const message = `model ${hosted.model.id} cannot be used now: ${hosted.model.unavailable}`;
      throw ProblemException.invalid([{ field: 'model', code: 'model-unavailable', message, value: id }]);
    }
    return hosted;
  }

  /** The owner's choice where it works, else the first one that does: a prompt alone is a request. */
  private async defaultModel(): Promise<HostedModel> {
    const { defaultModel } = this.settings;
    const chosen = defaultModel === undefined ? undefined : await this.host.find(defaultModel);
    if (chosen !== undefined && chosen.model.unavailable === undefined) return chosen;
    const usable = (await this.host.models()).find(({ model }) => model.unavailable === undefined);
    if (usable !== undefined) return usable;
    const message = 'model is missing, and no model can be used at present';
    throw ProblemException.invalid([{ field: 'model', code: 'required', message }]);
  }

  /** A backend that can't be asked now is asked again when the job's turn comes. */
  private async check(
    instanceId: string,
    request: GenerationRequest,
    fields: Readonly<Record<string, unknown>>,
  ): Promise<readonly Adjustment[]> {
    try {
      const result = await Promise.race([this.host.check(instanceId, request), unansweredCheck()]);
      if (result.accepted) return result.adjustments;
      throw ProblemException.invalid(result.reasons.map((reason) => withValue(reason, fields)));
    } catch (error) {
      if (!BackendError.is(error)) throw error;
      this.logger.warn(
        { err: error, instanceId },
        'The backend could not check a request; it was queued unchecked',
      );
      return [];
    }
  }
}

/** Postgres can't keep a NUL in a text, and no prompt needs one. */
function refuseNul(
  parameters: Readonly<Record<string, ParameterValue>>,
  fields: Readonly<Record<string, unknown>>,
): void {
  const faults = Object.entries(parameters).filter(
    ([, value]) => typeof value === 'string' && value.includes('\0'),
  );
  if (faults.length === 0) return;
  throw ProblemException.invalid(
    faults.map(([field]) => {
      const message = `${field} holds a NUL character; leave it out`;
      return withValue({ field, code: 'invalid-character', message }, fields);
    }),
  );
}

/** A stored value gives way to a new one, also where that comes under an alias. */
function withoutReplaced(
  options: OptionSchema,
  stored: Readonly<Record<string, unknown>>,
  changes: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const given = { ...stored, ...changes };
  const replaced = new Set(Object.keys(changes).map((name) => canonicalParameter(options, name, given)));
  return {
    ...Object.fromEntries(Object.entries(stored).filter(([name]) => !replaced.has(name))),
    ...changes,
  };
}

async function unansweredCheck(): Promise<never> {
  await delay(CHECK_TIMEOUT_MS, undefined, { ref: false });
  throw new BackendError('unavailable', 'The backend did not answer in time');
}

function withValue(reason: FieldError, fields: Readonly<Record<string, unknown>>): FieldError {
  const value = fields[reason.field];
  return value === undefined ? reason : { ...reason, value };
}
