import { WebSocket, type Dispatcher } from 'undici';
import { isPreview, readMessage, type ComfyMessage } from './comfy-message.js';

/** How the WebSocket is opened. */
export interface SocketOptions {
  /** The server's HTTP address. */
  readonly url: string;
  /** Under which the server sends us what belongs to our runs. */
  readonly clientId: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly dispatcher: Dispatcher;
  /** How long to wait for the connection before going on without it. */
  readonly connectMs: number;
}

/** The server's messages. A connection that is not there is no error: they just do not come. */
export class ComfySocket {
  readonly #options: SocketOptions;
  readonly #received: ComfyMessage[] = [];
  #socket: WebSocket | undefined;
  #wake: (() => void) | undefined;

  constructor(options: SocketOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** Opens the connection if there is none. Resolves when it is open, has failed, or takes too long. */
  async connect(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    if (this.#socket !== undefined && this.#socket.readyState !== WebSocket.CLOSED) return;
    const { url, clientId, headers, dispatcher, connectMs } = this.#options;
    const address = `${url.replace(/^http/, 'ws')}/ws?clientId=${clientId}`;
    const socket = new WebSocket(address, { headers, dispatcher });
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }) => this.#receive(readMessage(data)));
    const { promise, resolve } = Promise.withResolvers<void>();
    const enough = AbortSignal.any([signal, AbortSignal.timeout(connectMs)]);
    enough.addEventListener('abort', () => resolve());
    for (const type of ['open', 'error', 'close']) {
      socket.addEventListener(type, () => {
        resolve();
        this.#wake?.();
      });
    }
    await promise;
  }

  /**
   * The next message, or undefined when none has come in `waitMs` or the connection has changed.
   *
   * @throws the signal's reason
   */
  async next(waitMs: number, signal: AbortSignal): Promise<ComfyMessage | undefined> {
    signal.throwIfAborted();
    if (this.#received.length === 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, waitMs);
      const wake = (): void => resolve();
      signal.addEventListener('abort', wake);
      this.#wake = wake;
      await promise;
      this.#wake = undefined;
      signal.removeEventListener('abort', wake);
      clearTimeout(timer);
      signal.throwIfAborted();
    }
    return this.#received.shift();
  }

  close(): void {
    this.#socket?.close();
  }

  #receive(message: ComfyMessage | undefined): void {
    if (message === undefined) return;
    // Nobody needs a preview when there is a newer one.
    const unread = isPreview(message) ? this.#received.findIndex(isPreview) : -1;
    if (unread >= 0) this.#received.splice(unread, 1);
    this.#received.push(message);
    this.#wake?.();
  }
}
