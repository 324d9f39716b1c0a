import { BackendError, type BackendContext, type ServerDescription } from '@cyberimage/core';
import { ConfigCache } from '../gradio/config-cache.js';
import { ForgeClient } from '../http/forge-client.js';
import { asRecord, asText } from '../http/read-json.js';
import { readAddress, type ServerAddress, type ServerKind } from '../settings.js';
import { detectKind } from './detect-kind.js';

/** What was found at an address. Holds no credentials. */
export interface ProbeResult extends ServerDescription {
  readonly mode?: 'rest' | 'gradio';
  readonly kind?: ServerKind;
}

const PROBE_TIMEOUT_MS = 10_000;
const GUARDED_ROUTE = '/sdapi/v1/samplers';

/**
 * Finds out what answers at an address: whether anything does, which product and version it is, which
 * way in is open, and whether the credentials fit. Changes nothing on the server.
 *
 * @param settings an instance's settings; `url`, `username`, `password` and `allowSelfSigned` are read
 * @throws TypeError when `url` is no http or https URL
 */
export async function probeServer(settings: BackendContext['settings']): Promise<ProbeResult> {
  const address = readAddress(settings);
  const client = new ForgeClient(address);
  try {
    return await probe(client, address);
  } catch (error) {
    if (!BackendError.is(error)) throw error;
    return { reachable: false, credentials: 'unknown', message: error.message };
  } finally {
    await client.dispose();
  }
}

async function probe(client: ForgeClient, address: ServerAddress): Promise<ProbeResult> {
  const reply = await client.send(GUARDED_ROUTE, { timeoutMs: PROBE_TIMEOUT_MS });
  const version = await readVersion(client);
  const found = { reachable: true, ...(version === undefined ? {} : { version }) };
  const { label } = address;
  if (reply.status === 401) {
    const credentials = address.username === undefined ? 'missing' : 'refused';
    const message = `${label} asks for the user name and password of --api-auth`;
    return { ...found, mode: 'rest', credentials, message };
  }
  if (reply.status === 404) return probeGradio(client, { ...found, label });
  if (reply.status !== 200 || !reply.bytes.toString().trimStart().startsWith('[')) {
    const message = `something answers at ${label}, but it is no Stable Diffusion web UI (HTTP ${reply.status})`;
    return { ...found, credentials: 'unknown', message };
  }
  const kind = await detectKind(client);
  const credentials = await openness(address);
  return { ...found, mode: 'rest', kind, credentials, message: `${label} is ready` };
}

/** Whether the server would let in anybody. */
async function openness(address: ServerAddress): Promise<ServerDescription['credentials']> {
  if (address.username === undefined) return 'not-needed';
  const stranger = new ForgeClient({ ...address, username: undefined, password: undefined });
  try {
    const { status } = await stranger.send(GUARDED_ROUTE, { timeoutMs: PROBE_TIMEOUT_MS });
    return status === 401 ? 'accepted' : 'not-needed';
  } finally {
    await stranger.dispose();
  }
}

async function probeGradio(
  client: ForgeClient,
  { label, ...found }: { readonly reachable: boolean; readonly version?: string; readonly label: string },
): Promise<ProbeResult> {
  try {
    const { modules } = await new ConfigCache(client).reload();
    const credentials = client.cookie === undefined ? 'not-needed' : 'accepted';
    const message = `${label} is ready; its REST API is off, so pictures go through its web UI`;
    return { ...found, mode: 'gradio', ...(modules && { kind: 'forge' }), credentials, message };
  } catch (error) {
    if (!BackendError.is(error)) throw error;
    const isAccess = error.message.includes('user name and password');
    const isMissing = client.address.username === undefined;
    const credentials = isAccess ? (isMissing ? 'missing' : 'refused') : 'unknown';
    return { ...found, credentials, message: error.message };
  }
}

/** Both routes are open to everybody. The sysinfo is full of paths and flags, of which nothing is kept. */
async function readVersion(client: ForgeClient): Promise<string | undefined> {
  const reply = await client.send('/internal/sysinfo', { timeoutMs: PROBE_TIMEOUT_MS });
  if (reply.status !== 200) return undefined;
  try {
    return asText(asRecord(JSON.parse(reply.bytes.toString()))['Version']);
  } catch {
    return undefined;
  }
}
