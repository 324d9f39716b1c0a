import { BackendError } from '@cyberimage/core';
import type { ForgeClient } from '../http/forge-client.js';

const LOGIN_TIMEOUT_MS = 10_000;

/**
 * Logs in to a web UI behind --gradio-auth. Its cookies die with the server's process.
 *
 * @throws BackendError when there are no credentials, or wrong ones
 */
export async function login(client: ForgeClient): Promise<void> {
  const { username, password, label, baseUrl } = client.address;
  if (username === undefined) {
    const message = `${label} asks for a user name and password; add them in the server’s settings`;
    throw new BackendError('unavailable', message, { retryable: false });
  }
  const form = { username, password: password ?? '' };
  const reply = await client.send('/login', { timeoutMs: LOGIN_TIMEOUT_MS, form });
  if (reply.status !== 200) {
    const message = `${label} does not accept the user name and password; check them in the server’s settings`;
    throw new BackendError('unavailable', message, { retryable: false });
  }
  const set = reply.headers['set-cookie'] ?? [];
  const cookies = (Array.isArray(set) ? set : [set]).map((cookie) => cookie.split(';')[0]!);
  // Both cookies hold the same token; the other one is for https alone.
  const isSecure = baseUrl.startsWith('https:');
  const fitting = cookies.filter((cookie) => isSecure || cookie.startsWith('access-token-unsecure'));
  client.cookie = fitting.join('; ');
}
