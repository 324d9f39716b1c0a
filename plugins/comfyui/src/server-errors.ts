import { BackendError, type BackendErrorCode } from '@cyberimage/core';
import type { NamedInput } from './graph-template.js';

/** The server's words for a graph that it will not run. */
export interface PromptRefusal {
  readonly error?: { readonly message?: string; readonly details?: string } | string;
  readonly node_errors?: Readonly<Record<string, NodeErrors>>;
}

interface NodeErrors {
  readonly class_type?: string;
  readonly errors?: readonly {
    readonly type?: string;
    readonly message?: string;
    readonly details?: string;
    readonly extra_info?: { readonly input_name?: string };
  }[];
}

/** What the server says about the node that failed. */
export interface ExecutionError {
  readonly node_type?: string;
  readonly exception_message?: string;
  readonly exception_type?: string;
}

const LONGEST_QUOTE = 500;
const MEMORY = /out of memory|OutOfMemory|not enough memory/i;

/** An HTTP answer that is no success. */
export function answerError(status: number, words: string, host: string): BackendError {
  const said = words.trim().slice(0, LONGEST_QUOTE);
  const fail = (code: BackendErrorCode, what: string, retryable = false): BackendError =>
    new BackendError(code, `${host} ${what}: ${status} ${said}`.trimEnd(), { retryable });
  if (status === 401 || status === 403) return fail('unavailable', 'refuses the credentials');
  if (status === 404) return fail('unavailable', 'is not a ComfyUI server');
  if (status === 408 || status === 429 || status >= 500) return fail('unavailable', 'failed', true);
  if (status >= 400) return fail('invalid-request', 'refuses the request');
  return fail('unavailable', 'redirects; the address in the settings should be the final one');
}

/** The words of each node that the server finds at fault. */
export function nodeFaults({ node_errors: nodes = {} }: PromptRefusal): string[] {
  return Object.entries(nodes).flatMap(([id, { class_type: classType, errors = [] }]) =>
    errors.map(({ message = '', details = '', extra_info: extra }) => {
      const place = [`${classType ?? 'node'} ${id}`, extra?.input_name].filter(Boolean).join('.');
      return `${place}: ${message} ${details}`.trimEnd();
    }),
  );
}

/** Why the server will not run a graph, by the parameter at fault where one can be named. */
export function promptRefused(refusal: PromptRefusal, inputs: readonly NamedInput[]): BackendError {
  const faulty = Object.entries(refusal.node_errors ?? {}).flatMap(([nodeId, { errors = [] }]) =>
    errors.map(({ type, extra_info: extra }) => {
      const place = inputs.find((input) => input.nodeId === nodeId && input.input === extra?.input_name);
      return { type, field: place?.name };
    }),
  );
  const { error } = refusal;
  const general =
    typeof error === 'string' ? error : [error?.message, error?.details].filter(Boolean).join(' ');
  const words = nodeFaults(refusal).join('; ') || general || 'it gives no reason';
  const isModelGone = faulty.some(({ type, field }) => type === 'value_not_in_list' && field === 'model');
  const field = faulty.find((fault) => fault.field !== undefined)?.field;
  const message = `the server refuses the graph: ${words.slice(0, 4 * LONGEST_QUOTE)}`;
  return new BackendError(
    isModelGone ? 'model-missing' : 'invalid-request',
    message,
    field === undefined ? {} : { field },
  );
}

/** Why a graph failed while it ran. */
export function executionFailed(error: ExecutionError): BackendError {
  const { node_type: node = 'a node', exception_type: type = '', exception_message: words = '' } = error;
  const isMemory = MEMORY.test(`${type} ${words}`);
  const message = `${node} failed on the server: ${words.trim().slice(0, LONGEST_QUOTE) || type}`;
  return new BackendError(isMemory ? 'out-of-memory' : 'internal', message);
}
