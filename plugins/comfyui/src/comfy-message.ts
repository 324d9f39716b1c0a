import type { ImageMediaType } from '@cyberimage/core';

/** What arrives over the WebSocket, as far as it is of use. */
export type ComfyMessage = StatusMessage | PreviewMessage;

/** A JSON message: `executing`, `progress`, … */
interface StatusMessage {
  readonly type: string;
  readonly data: {
    readonly prompt_id?: string;
    readonly node?: string | null;
    readonly value?: number;
    readonly max?: number;
  };
}

/** A picture of the state so far. */
export interface PreviewMessage {
  readonly type: 'preview';
  readonly mediaType: ImageMediaType;
  readonly bytes: Uint8Array;
}

/** The event and format of a binary message, each 32 bits, big-endian, ahead of the bytes. */
const PREVIEW_EVENT = 1;
const PREVIEW_HEAD_BYTES = 8;
const PREVIEW_TYPES: Readonly<Record<number, ImageMediaType>> = { 1: 'image/jpeg', 2: 'image/png' };

/** @returns undefined for a message that is of no use or not well formed */
export function readMessage(data: unknown): ComfyMessage | undefined {
  return data instanceof ArrayBuffer ? readPreview(Buffer.from(data)) : readStatus(String(data));
}

function readPreview(frame: Buffer): PreviewMessage | undefined {
  if (frame.length <= PREVIEW_HEAD_BYTES || frame.readUInt32BE(0) !== PREVIEW_EVENT) return undefined;
  const mediaType = PREVIEW_TYPES[frame.readUInt32BE(4)];
  if (mediaType === undefined) return undefined;
  return { type: 'preview', mediaType, bytes: new Uint8Array(frame.subarray(PREVIEW_HEAD_BYTES)) };
}

function readStatus(text: string): StatusMessage | undefined {
  try {
    const message = JSON.parse(text) as Partial<StatusMessage> | null;
    const isUseful =
      typeof message?.type === 'string' && typeof message.data === 'object' && message.data !== null;
    return isUseful && message.type !== 'preview' ? (message as StatusMessage) : undefined;
  } catch {
    return undefined;
  }
}

export function isPreview(message: ComfyMessage): message is PreviewMessage {
  return message.type === 'preview';
}
