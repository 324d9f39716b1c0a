import type { ForgeReply } from '../http/forge-call.js';
import type { ForgeClient } from '../http/forge-client.js';
import { serverError } from '../http/server-error.js';
import { resolveFunctions, type GradioFunctions } from './gradio-config.js';
import { login } from './login.js';

/** The configuration of a Forge has about 2 MB. */
const CONFIG_TIMEOUT_MS = 30_000;

/** Keeps the resolved functions for as long as the server's app is the same one. */
export class ConfigCache {
  #functions: GradioFunctions | undefined;
  #appId = '';

  constructor(private readonly client: ForgeClient) {}

  /** Of the app whose functions were given last. */
  get appId(): string {
    return this.#appId;
  }

  /**
   * The functions of the app that runs now.
   *
   * @throws BackendError when the web UI cannot be read
   */
  async functions(signal?: AbortSignal): Promise<GradioFunctions> {
    const appId = await this.#readAppId(signal);
    if (this.#functions !== undefined && appId === this.#appId && appId !== '') return this.#functions;
    return this.reload(signal);
  }

  /** The functions from a fresh configuration; see {@link functions}. */
  async reload(signal?: AbortSignal): Promise<GradioFunctions> {
    const appId = await this.#readAppId(signal);
    let reply = await this.#readConfig(signal);
    if (reply.status === 401) {
      await login(this.client);
      reply = await this.#readConfig(signal);
    }
    if (reply.status >= 400) throw serverError(reply, this.client.address.label);
    this.#functions = resolveFunctions(JSON.parse(reply.bytes.toString()));
    this.#appId = appId;
    return this.#functions;
  }

  /** A number beyond 2^53, so it is compared as text. Empty where the server does not tell. */
  async #readAppId(signal: AbortSignal | undefined): Promise<string> {
    const reply = await this.client.send('/app_id', { timeoutMs: CONFIG_TIMEOUT_MS, signal });
    return reply.status === 200 ? reply.bytes.toString() : '';
  }

  #readConfig(signal: AbortSignal | undefined): Promise<ForgeReply> {
    return this.client.send('/config', { timeoutMs: CONFIG_TIMEOUT_MS, signal });
  }
}
