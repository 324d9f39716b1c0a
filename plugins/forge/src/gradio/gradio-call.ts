import { BackendError } from '@cyberimage/core';
import { createParser } from 'eventsource-parser';
import type { ForgeClient } from '../http/forge-client.js';
import { LostConnection } from '../http/lost-connection.js';
import { asRecord, asText } from '../http/read-json.js';
import type { GradioFunction } from './gradio-config.js';

/** One call through the queue. */
export interface GradioCall {
  readonly data: readonly unknown[];
  /** Chosen by the client; calls with an equal one share the server's session state. */
  readonly sessionHash: string;
  /** Longest time for the whole call, in milliseconds. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const JOIN_TIMEOUT_MS = 20_000;
/** The server sends a heartbeat every 15 s. */
const STREAM_IDLE_MS = 60_000;

/**
 * Calls a function through Gradio's queue and waits on the session's event stream for its output.
 *
 * @returns the function's output values
 * @throws LostConnection when the outcome is not known
 * @throws BackendError when the web UI refuses the call, or `cancelled`
 */
export async function callFunction(
  client: ForgeClient,
  fn: GradioFunction,
  { data, sessionHash, timeoutMs, signal }: GradioCall,
): Promise<readonly unknown[]> {
  const limit = AbortSignal.timeout(timeoutMs);
  const either = AbortSignal.any([signal, limit]);
  try {
    const eventId = await join(client, fn, { data, sessionHash, signal: either });
    return await readOutput(client, sessionHash, eventId, either);
  } catch (error) {
    const isLate = limit.aborted && !signal.aborted;
    if (!isLate) throw error;
    const message = `${client.address.label} did not answer within ${timeoutMs / 1000} s`;
    throw new LostConnection('timeout', message, error);
  }
}

/** Closing a session's stream drops what it has in Gradio's queue; a running function runs on. */
async function dropQueued(client: ForgeClient, sessionHash: string): Promise<void> {
  const stream = client.stream(streamPath(sessionHash), { timeoutMs: JOIN_TIMEOUT_MS });
  await stream.next().catch(() => {});
  await stream.return();
}

async function join(
  client: ForgeClient,
  fn: GradioFunction,
  { data, sessionHash, signal }: Omit<GradioCall, 'timeoutMs'>,
): Promise<string> {
  const body = {
    data,
    fn_index: fn.index,
    session_hash: sessionHash,
    event_data: null,
    trigger_id: fn.triggerId,
  };
  try {
    const reply = await client.json('/queue/join', { timeoutMs: JOIN_TIMEOUT_MS, body, signal });
    return asText(asRecord(reply)['event_id']) ?? '';
  } catch (error) {
    // It may have joined all the same, and would be made without anybody waiting for it.
    if (error instanceof LostConnection) await dropQueued(client, sessionHash);
    throw error;
  }
}

const streamPath = (sessionHash: string): string => `/queue/data?session_hash=${sessionHash}`;

async function readOutput(
  client: ForgeClient,
  sessionHash: string,
  eventId: string,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  const messages: Readonly<Record<string, unknown>>[] = [];
  const parser = createParser({ onEvent: ({ data }) => messages.push(asRecord(JSON.parse(data))) });
  const decoder = new TextDecoder();
  for await (const chunk of client.stream(streamPath(sessionHash), { timeoutMs: STREAM_IDLE_MS, signal })) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    for (const message of messages.splice(0)) {
      if (message['msg'] === 'unexpected_error') {
        throw new LostConnection(
          'broken',
          `${client.address.label}: ${asText(message['message']) ?? 'an error'}`,
        );
      }
      if (message['msg'] === 'process_completed' && message['event_id'] === eventId)
        return readMessage(message);
    }
  }
  throw new LostConnection('broken', `${client.address.label} ended the stream before the result`);
}

/** `error` is null unless the server runs with show_error; a function's own errors arrive as success. */
function readMessage(message: Readonly<Record<string, unknown>>): readonly unknown[] {
  const output = asRecord(message['output']);
  if (message['success'] === true && Array.isArray(output['data'])) return output['data'] as unknown[];
  const why = asText(output['error']) ?? 'the web UI refused the call without saying why';
  throw new BackendError('internal', why);
}
