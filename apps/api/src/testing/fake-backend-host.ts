import {
  BackendError,
  type CheckResult,
  type GenerateOptions,
  type GenerationEvent,
  type GenerationRequest,
} from '@cyberimage/core';
import type { BackendHost } from '../backends/backend-host.service.js';
import type {
  BackendInstanceState,
  BackendInstanceStatus,
  HostedModel,
} from '../backends/backend-instance-status.js';
import type { DiscoveredPackages } from '../backends/discovery/discover-packages.js';
import type { InstanceSpec } from '../backends/instance-spec.js';
import { findModel } from '../backends/find-model.js';
import { FAKE_MODEL } from './fake-model.js';

/** What `generate` does next instead of making the picture. */
export type FakeScript = (
  request: GenerationRequest,
  options: GenerateOptions,
) => AsyncIterable<GenerationEvent>;

type PublicSide<T> = Pick<T, keyof T>;

/** A backend host without processes: single-coloured pictures, the colour taken from the seed. */
export class FakeBackendHost implements PublicSide<
  Pick<
    BackendHost,
    | 'statuses'
    | 'models'
    | 'find'
    | 'lookAgain'
    | 'check'
    | 'generate'
    | 'onChange'
    | 'setInstances'
    | 'configure'
    | 'packages'
    | 'setPolicies'
  >
> {
  readonly requests: GenerationRequest[] = [];
  instances: readonly InstanceSpec[] = [];
  checkResult: CheckResult | BackendError = { accepted: true, adjustments: [], estimate: {} };
  /** Of instances that are not ready. */
  readonly states = new Map<string, BackendInstanceState>();
  /** What the model has become, for those who look again. */
  renewed: HostedModel | undefined;
  /** Used up one per call; the last step of the way is `paint`. */
  readonly scripts: FakeScript[] = [];
  private readonly listeners = new Set<() => void>();

  constructor(private readonly hosted: HostedModel[] = [{ instanceId: 'fake', model: FAKE_MODEL }]) {}

  async setPolicies(): Promise<void> {
    return Promise.resolve();
  }

  statuses(): BackendInstanceStatus[] {
    const instances = new Set(this.hosted.map(({ instanceId }) => instanceId));
    return [...instances].map((instanceId) => ({
      instanceId,
      displayName: `${instanceId.charAt(0).toUpperCase()}${instanceId.slice(1)} backend`,
      state: this.states.get(instanceId) ?? 'ready',
      restarts: 0,
    }));
  }

  async models(): Promise<HostedModel[]> {
    return this.hosted;
  }

  async find(modelId: string): Promise<HostedModel | undefined> {
    return findModel(this.hosted, modelId);
  }

  async lookAgain(hosted: HostedModel): Promise<HostedModel> {
    return this.renewed ?? hosted;
  }

  async check(): Promise<CheckResult> {
    if (this.checkResult instanceof BackendError) throw this.checkResult;
    return this.checkResult;
  }

  generate(
    _instanceId: string,
    request: GenerationRequest,
    options: GenerateOptions,
  ): AsyncIterable<GenerationEvent> {
    this.requests.push(request);
    const script = this.scripts.shift() ?? paint;
    return script(request, options);
  }

  async setInstances(specs: readonly InstanceSpec[]): Promise<void> {
    this.instances = specs;
  }

  /** The configured models stay as they are: the fake ones are not configured. */
  async configure(): Promise<void> {
    return undefined;
  }

  async packages(): Promise<DiscoveredPackages> {
    return { packages: [], refused: [] };
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  change(): void {
    for (const listener of this.listeners) listener();
  }
}

/** Makes all pictures of the request. */
export async function* paint(request: GenerationRequest): AsyncIterable<GenerationEvent> {
  const { parameters } = request;
  const [width, height, steps, count] = ['width', 'height', 'steps', 'num_images'].map((name) =>
    Number(parameters[name]),
  ) as [number, number, number, number];
  yield { type: 'started' };
  for (let step = 1; step <= steps; step++) yield { type: 'progress', phase: 'denoise', step, of: steps };
  yield { type: 'preview', index: 0, mediaType: 'image/webp', data: new Uint8Array([1, 2, 3]) };
  for (let index = 0; index < count; index++) {
    const seed = request.seed + BigInt(index);
    const data = new Uint8Array(width * height * 3).fill(Number(seed % 256n));
    const content = { kind: 'raw', width, height, channels: 3, data } as const;
    yield { type: 'image', index, seed, content, metadata: { scheduler_class: 'Fake' } };
  }
  yield { type: 'done' };
}

/** Works until the signal aborts. */
export async function* workUntilAborted(
  _request: GenerationRequest,
  { signal }: GenerateOptions,
): AsyncIterable<GenerationEvent> {
  yield { type: 'started' };
  yield { type: 'progress', phase: 'denoise', step: 1, of: 10 };
  yield { type: 'preview', index: 0, mediaType: 'image/webp', data: new Uint8Array([1, 2, 3]) };
  await new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    else signal.addEventListener('abort', resolve, { once: true });
  });
  throw new BackendError('cancelled', 'The generation was cancelled');
}

/** @returns a script that fails with `error` */
export function failWith(error: Error): FakeScript {
  // oxlint-disable-next-line require-yield
  return async function* fail() {
    throw error;
  };
}
