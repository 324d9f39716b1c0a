import type { ForgeClient } from '../http/forge-client.js';
import { serverError } from '../http/server-error.js';
import type { ServerKind } from '../settings.js';

const DETECT_TIMEOUT_MS = 10_000;

/**
 * Tells the product by the routes that it has: Forge 2 has /sd-modules, SD.Next /status beside /version,
 * and reForge's txt2img takes `hr_cfg`, which A1111's does not.
 *
 * @throws BackendError when the server does not answer, or refuses
 */
export async function detectKind(client: ForgeClient): Promise<ServerKind> {
  const has = async (path: string): Promise<boolean> => {
    const reply = await client.send(path, { timeoutMs: DETECT_TIMEOUT_MS });
    if (reply.status >= 400 && reply.status !== 404) throw serverError(reply, client.address.label);
    return reply.status === 200;
  };
  if (await has('/sdapi/v1/sd-modules')) return 'forge';
  if ((await has('/sdapi/v1/version')) && (await has('/sdapi/v1/status'))) return 'sdnext';
  const schema = await client.send('/openapi.json', { timeoutMs: DETECT_TIMEOUT_MS });
  return schema.bytes.includes('"hr_cfg"') ? 'reforge' : 'a1111';
}
