import type {
  BackendError,
  GenerateChoices,
  GenerationEvent,
  GenerationRequest,
  ImageEvent,
  ParameterValue,
  WarningEvent,
} from '@cyberimage/core';
import { resolveParameters } from '@cyberimage/core';
import { ForgeBackend } from '../forge-backend.js';
import type { TaskTiming } from '../tasks/task-state.js';

/** Quick, so that no test waits. */
const TEST_TIMING: TaskTiming = {
  pollMs: 2,
  pollTimeoutMs: 10_000,
  silenceMs: 60_000,
  graceMs: 50,
  settleMs: 5_000,
};

/** A backend for the server at `url`. */
export function backendFor(
  url: string,
  settings: Readonly<Record<string, string | number | boolean>> = {},
  timing: Partial<TaskTiming> = {},
): ForgeBackend {
  return new ForgeBackend({ settings: { url, ...settings }, log: () => {} }, { ...TEST_TIMING, ...timing });
}

/** A small request, complete with the model's defaults. */
export async function requestFor(
  backend: ForgeBackend,
  parameters: Readonly<Record<string, ParameterValue>> = {},
  changes: Partial<GenerationRequest> = {},
): Promise<GenerationRequest> {
  const [model] = await backend.listModels();
  const small = { prompt: 'a cat', steps: 4, width: 64, height: 64 };
  const resolved = resolveParameters(model!.options, { ...small, ...parameters });
  if (!resolved.valid) throw new Error(JSON.stringify(resolved.reasons));
  return { jobId: 'job', model: model!.id, seed: 42n, parameters: resolved.parameters, ...changes };
}

/** What a whole run gave. */
export interface Run {
  readonly events: readonly GenerationEvent[];
  readonly images: readonly ImageEvent[];
  readonly warnings: readonly WarningEvent[];
  readonly error: BackendError | undefined;
}

/** Runs a request to its end, good or bad. */
export async function run(
  backend: ForgeBackend,
  request: GenerationRequest,
  signal: AbortSignal = new AbortController().signal,
  choices: GenerateChoices = {},
): Promise<Run> {
  const events: GenerationEvent[] = [];
  let error: BackendError | undefined;
  try {
    for await (const event of backend.generate(request, { signal, ...choices })) events.push(event);
  } catch (thrown) {
    error = thrown as BackendError;
  }
  return {
    events,
    images: events.filter((event) => event.type === 'image'),
    warnings: events.filter((event) => event.type === 'warning'),
    error,
  };
}
