import type { JsonObject } from './json.js';

/** What `generate()` yields. */
export type GenerationEvent =
  StartedEvent | ProgressEvent | PreviewEvent | WarningEvent | CheckpointEvent | ImageEvent | DoneEvent;

/** The backend took the request up. Always the first event. */
export interface StartedEvent {
  readonly type: 'started';
}

/** How far it is. Step counts never fall within a phase. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly phase: ProgressPhase;
  /** Steps done, `0..of`. */
  readonly step: number;
  /** Steps in all, at least 1. */
  readonly of: number;
}

/** The phases in the order in which they come; a backend leaves out what it does not know. */
export type ProgressPhase = 'wait' | 'download' | 'load' | 'encode' | 'denoise' | 'decode';

/** A small encoded picture of the state so far. */
export interface PreviewEvent {
  readonly type: 'preview';
  /** Which picture of the request, from 0. */
  readonly index: number;
  readonly mediaType: ImageMediaType;
  readonly data: Uint8Array;
}

/** Something that the owner of the picture should know; goes on record with it. */
export interface WarningEvent {
  readonly type: 'warning';
  /** Kebab-case, for programs: `prompt-truncated`. */
  readonly code: string;
  /** For people. */
  readonly message: string;
}

/** State to resume from after a crash; opaque to the host, which keeps the newest one per job. */
export interface CheckpointEvent {
  readonly type: 'checkpoint';
  readonly data: Uint8Array;
}

/** A finished picture. */
export interface ImageEvent {
  readonly type: 'image';
  /** Which picture of the request, from 0. */
  readonly index: number;
  /** The seed that this picture was made with, 0 to 2^64 − 1. */
  readonly seed: bigint;
  readonly content: EncodedImage | RawImage;
  /** What else belongs on record: scheduler class, model hash, effective sizes. */
  readonly metadata: JsonObject;
}

/** Media types that the host stores. */
export type ImageMediaType = 'image/png' | 'image/jpeg' | 'image/webp';

/** A whole picture file. */
export interface EncodedImage {
  readonly kind: 'encoded';
  readonly mediaType: ImageMediaType;
  readonly data: Uint8Array;
}

/** Pixels, rows from the top, channels interleaved: `width * height * channels` bytes. The host encodes them. */
export interface RawImage {
  readonly kind: 'raw';
  readonly width: number;
  readonly height: number;
  readonly channels: 3 | 4;
  readonly data: Uint8Array;
}

/** All pictures were yielded. Always the last event. */
export interface DoneEvent {
  readonly type: 'done';
}
