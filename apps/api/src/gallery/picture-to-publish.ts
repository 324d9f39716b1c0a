import type { ImageEvent, JsonObject } from '@cyberimage/core';
import type { PictureOutput } from './encode-picture.js';
import type { ImageWarning } from './image-warning.js';

/** A finished picture and what it belongs to. */
export interface PictureToPublish {
  readonly jobId: string;
  readonly jobCreatedAt: number;
  /** Which attempt at the job made it, from 1; what earlier ones left behind is removed. */
  readonly attempt: number;
  readonly model: string;
  readonly backend: string;
  readonly parameters: JsonObject;
  readonly output: PictureOutput;
  readonly warnings: readonly ImageWarning[];
  readonly generationSeconds: number;
  readonly event: ImageEvent;
}
