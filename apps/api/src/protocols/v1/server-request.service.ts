import { Injectable } from '@nestjs/common';
import { BackendHost } from '../../backends/backend-host.service.js';
import type { HostedModel } from '../../backends/backend-instance-status.js';
import { ProblemException } from '../../platform/errors/problem.exception.js';
import { readFlatParameters } from './flat-parameters.js';

type Fields = Readonly<Record<string, unknown>>;

/** Under which a flat request names its checkpoint, the first one present counts. */
const MODEL_FIELDS = ['checkpoint_name', 'sd_checkpoint', 'checkpoint', 'model'];

/** Turns `{target_server_alias, generation_params}` into a request for one of that server's models. */
@Injectable()
export class ServerRequests {
  constructor(private readonly host: BackendHost) {}

  /** @throws ProblemException 422 for a server or a checkpoint that is not there */
  async toRequest({
    target_server_alias: alias,
    generation_params: given,
    ...others
  }: Fields): Promise<Fields> {
    const stray = Object.keys(others);
    if (stray.length > 0) {
      throw ProblemException.invalid(
        stray.map((field) => {
          const message = `${field} belongs into generation_params where target_server_alias is given`;
          return { field, code: 'unknown-field', message };
        }),
      );
    }
    const models = await this.modelsOf(alias);
    const parameters = asParameters(given);
    const { instanceId, model } = chooseModel(models, parameters, String(alias));
    const entries = Object.entries(parameters).filter(([name]) => !MODEL_FIELDS.includes(name));
    const flat = readFlatParameters(Object.fromEntries(entries), model.options);
    return { ...flat, model: `${instanceId}/${model.id}` };
  }

  private async modelsOf(alias: unknown): Promise<HostedModel[]> {
    const server = this.host.statuses().find((status) => (status.alias ?? status.instanceId) === alias);
    const field = 'target_server_alias';
    if (server === undefined) {
      const known = this.host.statuses().map((status) => status.alias ?? status.instanceId);
      const message = `${field} is ${JSON.stringify(alias)}; there are ${known.join(', ') || 'none'}`;
      throw ProblemException.invalid([{ field, code: 'unknown-server', message, value: alias }]);
    }
    const models = (await this.host.models()).filter(({ instanceId }) => instanceId === server.instanceId);
    if (models.length > 0) return models;
    const message = `the server ${String(alias)} offers no model now: ${server.reason ?? 'it does not answer'}`;
    throw ProblemException.invalid([{ field, code: 'unavailable', message, value: alias }]);
  }
}

function asParameters(given: unknown): Fields {
  if (typeof given === 'object' && given !== null && !Array.isArray(given)) return given as Fields;
  const field = 'generation_params';
  const message = `${field} must be an object with the parameters of the picture`;
  throw ProblemException.invalid([{ field, code: 'invalid-type', message, value: given }]);
}

function chooseModel(models: readonly HostedModel[], parameters: Fields, alias: string): HostedModel {
  const field = MODEL_FIELDS.find((name) => parameters[name] !== undefined && parameters[name] !== '');
  const wanted = field === undefined ? undefined : parameters[field];
  const usable = models.find(({ model }) =>
    wanted === undefined ? model.unavailable === undefined : isNamed(model, wanted),
  );
  if (usable !== undefined) return usable;
  const known = models.map(({ model }) => model.id).join(', ');
  const message =
    wanted === undefined
      ? `no model of ${alias} can be used now`
      : `${field} ${JSON.stringify(wanted)} is not on ${alias}; there are ${known}`;
  const code = 'unknown-model';
  throw ProblemException.invalid([{ field: field ?? 'model', code, message, value: wanted }]);
}

/** Slashes either way, and with or without the hash that web UIs put behind a checkpoint's name. */
function isNamed({ id, label }: HostedModel['model'], wanted: unknown): boolean {
  return typeof wanted === 'string' && [id, label].some((name) => plainName(name) === plainName(wanted));
}

function plainName(name: string): string {
  return name.replaceAll('\\', '/').replace(/ \[[0-9a-f]+\]$/i, '');
}
