import type { ModelStatus } from '@cyberimage/core';
import { HttpStatus, Injectable, Logger } from '@nestjs/common';
import { BackendHost } from '../backends/backend-host.service.js';
import type { HostedModel } from '../backends/backend-instance-status.js';
import type { ModelControl } from '../backends/instance/model-control.js';
import { ProblemException } from '../platform/errors/problem.exception.js';

/** A configured model at the instance that has it. */
export interface ManagedModel extends HostedModel {
  readonly control: ModelControl;
}

/** Finds the backend that a configured model is managed by. */
@Injectable()
export class ModelHost {
  private readonly logger = new Logger(ModelHost.name);

  constructor(private readonly host: BackendHost) {}

  /** Those models of backends that take model lines, by name. */
  async managed(): Promise<Map<string, ManagedModel>> {
    const { packages } = await this.host.packages();
    const taking = new Set(
      packages.filter(({ manifest }) => manifest.permissions?.models).map(({ manifest }) => manifest.id),
    );
    const models = (await this.host.models()).filter(({ instanceId }) => taking.has(instanceId));
    return new Map(
      models.map((hosted) => [hosted.model.id, { ...hosted, control: this.host.control(hosted.instanceId) }]),
    );
  }

  /** @throws ProblemException 503 while no backend has it */
  async find(name: string): Promise<ManagedModel> {
    const managed = (await this.managed()).get(name);
    if (managed !== undefined) return managed;
    const detail = `No backend has the model ${name} at present`;
    throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, 'unavailable', detail);
  }

  /** How models are, by instance and name. One that does not answer now is left out. */
  async statuses(managed: Iterable<ManagedModel>): Promise<Map<string, ModelStatus>> {
    const controls = new Map(Array.from(managed, ({ instanceId, control }) => [instanceId, control]));
    const lists = await Promise.all(
      Array.from(controls, async ([instanceId, control]) =>
        control.status().catch((error: unknown) => {
          this.logger.warn({ err: error, instanceId }, 'The backend does not tell how its models are');
          return [];
        }),
      ),
    );
    return new Map(lists.flat().map((status) => [status.id, status]));
  }
}
