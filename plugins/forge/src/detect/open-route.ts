import type { BackendLog } from '@cyberimage/core';
import type { GenerationRoute } from '../generation-route.js';
import { GradioRoute } from '../gradio/gradio-route.js';
import type { ForgeClient } from '../http/forge-client.js';
import { RestRoute } from '../rest/rest-route.js';
import type { ForgeSettings } from '../settings.js';
import type { TaskTiming } from '../tasks/task-state.js';
import { detectKind, hasRestApi } from './detect-kind.js';

/**
 * Finds the way into the server that its settings ask for; by `auto` the REST API where it is on.
 *
 * @throws BackendError when there is none now
 */
export async function openRoute(
  client: ForgeClient,
  settings: ForgeSettings,
  host: { readonly log: BackendLog; readonly timing: TaskTiming },
): Promise<GenerationRoute> {
  const { dedicated, pictureTimeoutMs, mode } = settings;
  const usesRest = mode === 'auto' ? await hasRestApi(client) : mode === 'rest';
  const options = { client, pictureTimeoutMs, ...host };
  if (!usesRest) return new GradioRoute({ ...options, abilities: { namesTasks: true, dedicated } });
  const kind = settings.kind === 'auto' ? await detectKind(client) : settings.kind;
  return new RestRoute({ ...options, abilities: { namesTasks: kind !== 'sdnext', dedicated } });
}
