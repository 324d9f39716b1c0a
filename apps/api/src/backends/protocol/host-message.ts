import type { BackendContext, GenerateChoices, GenerationRequest, ManagementAction } from '@cyberimage/core';
import type { NetworkRules } from '../network/network-rules.js';

/**
 * What the host sends to a backend's process. Each `call` number is used once per process; every message
 * that carries a new one is answered by exactly one `result` or `failure`.
 */
export type HostMessage =
  | StartMessage
  | DescribeMessage
  | ListModelsMessage
  | CheckMessage
  | GenerateMessage
  | ManageMessage
  | FetchMessage
  | DisposeMessage
  | AcknowledgeMessage
  | AbortMessage;

/** Loads the backend; always the first message. Answered by what its `management` has. */
export interface StartMessage {
  readonly kind: 'start';
  readonly call: number;
  /** File URL of the module whose default export makes the backend. */
  readonly entryUrl: string;
  /** The id that the backend must bear. */
  readonly backendId: string;
  readonly context: InstanceContext;
  readonly network: NetworkRules;
}

/** What of a {@link BackendContext} can be sent; the process makes the rest. */
export type InstanceContext = Pick<BackendContext, 'instanceId' | 'settings' | 'models' | 'paths'>;

/** Calls `describe()`. */
interface DescribeMessage {
  readonly kind: 'describe';
  readonly call: number;
}

/** Calls `listModels()`. */
interface ListModelsMessage {
  readonly kind: 'listModels';
  readonly call: number;
}

/** Calls `check()`. */
interface CheckMessage {
  readonly kind: 'check';
  readonly call: number;
  readonly request: GenerationRequest;
}

/** Calls `generate()`; its events come back as `event` messages of the same call. */
export interface GenerateMessage {
  readonly kind: 'generate';
  readonly call: number;
  readonly request: GenerationRequest;
  readonly choices: GenerateChoices;
  /** How many events may be under way before the host has acknowledged one. */
  readonly window: number;
}

/** Calls a part of `management` that gives one answer. */
interface ManageMessage {
  readonly kind: 'manage';
  readonly call: number;
  readonly action: Exclude<ManagementAction, 'fetch'>;
  readonly modelId: string | undefined;
}

/** Calls `management.fetch()`; how far it is comes back as `event` messages of the same call. */
export interface FetchMessage {
  readonly kind: 'fetch';
  readonly call: number;
  readonly modelId: string;
  readonly window: number;
}

/** Calls `dispose()`; after its answer the process ends by itself. */
interface DisposeMessage {
  readonly kind: 'dispose';
  readonly call: number;
}

/** The host has taken `count` events of a running generate or fetch. No answer. */
interface AcknowledgeMessage {
  readonly kind: 'acknowledge';
  readonly call: number;
  readonly count: number;
}

/** Aborts the signal of a running generate or fetch. No answer. */
interface AbortMessage {
  readonly kind: 'abort';
  readonly call: number;
}

/** A message that is answered, its number still to be given. */
export type HostCall =
  Exclude<HostMessage, AcknowledgeMessage | AbortMessage> extends infer Message
    ? Message extends HostMessage
      ? Omit<Message, 'call'>
      : never
    : never;
