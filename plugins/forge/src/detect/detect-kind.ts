import type { ForgeClient } from '../http/forge-client.js';
import { serverError } from '../http/server-error.js';
import type { ServerKind } from '../settings.js';

const DETECT_TIMEOUT_MS = 10_000;

/**
 * Whether the server was started with --api. Asked with a route that needs credentials where any does:
 * /loras and /internal/ping are open to everybody.
 *
 * @throws BackendError when the server does not answer, or refuses the credentials
 */
export function hasRestApi(client: ForgeClient): Promise<boolean> {
  return hasRoute(client, '/sdapi/v1/samplers');
}

/**
 * Tells the product by the routes that it has: Forge 2 has /sd-modules, SD.Next /status beside /version,
 * and reForge's txt2img takes `hr_cfg`, which A1111's does not.
 *
 * @throws BackendError when the server does not answer, or refuses
 */
export async function detectKind(client: ForgeClient): Promise<ServerKind> {
  if (await hasRoute(client, '/sdapi/v1/sd-modules')) return 'forge';
  if ((await hasRoute(client, '/sdapi/v1/version')) && (await hasRoute(client, '/sdapi/v1/status')))
    return 'sdnext';
  const schema = await client.send('/openapi.json', { timeoutMs: DETECT_TIMEOUT_MS });
  return schema.bytes.includes('"hr_cfg"') ? 'reforge' : 'a1111';
}

async function hasRoute(client: ForgeClient, path: string): Promise<boolean> {
  const reply = await client.send(path, { timeoutMs: DETECT_TIMEOUT_MS });
  if (reply.status >= 400 && reply.status !== 404) throw serverError(reply, client.address.label);
  return reply.status === 200;
}
