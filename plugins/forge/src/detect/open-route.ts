import type { BackendLog } from '@cyberimage/core';
import type { GenerationRoute } from '../generation-route.js';
import type { ForgeClient } from '../http/forge-client.js';
import { RestRoute } from '../rest/rest-route.js';
import type { ForgeSettings } from '../settings.js';
import type { TaskTiming } from '../tasks/task-state.js';
import { detectKind } from './detect-kind.js';

/**
 * Finds the way into the server that its settings ask for.
 *
 * @throws BackendError when there is none now
 */
export async function openRoute(
  client: ForgeClient,
  settings: ForgeSettings,
  host: { readonly log: BackendLog; readonly timing: TaskTiming },
): Promise<GenerationRoute> {
  const { dedicated, pictureTimeoutMs } = settings;
  const kind = settings.kind === 'auto' ? await detectKind(client) : settings.kind;
  const abilities = { namesTasks: kind !== 'sdnext', dedicated };
  return new RestRoute({ client, abilities, pictureTimeoutMs, ...host });
}
