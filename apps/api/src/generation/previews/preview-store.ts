import type { ImageMediaType } from '@cyberimage/core';

/** A small encoded picture of a running job's state. */
export interface Preview {
  readonly mediaType: ImageMediaType;
  readonly data: Uint8Array;
}

/** The newest preview of each running job. */
export abstract class PreviewStore {
  abstract put(jobId: string, preview: Preview): Promise<void>;
  abstract get(jobId: string): Promise<Preview | undefined>;
  abstract delete(jobId: string): Promise<void>;
}
