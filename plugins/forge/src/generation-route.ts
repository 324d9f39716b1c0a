import type { ServerLists } from './models/server-lists.js';
import type { Txt2imgJob } from './rest/txt2img-body.js';
import type { ServerPicture } from './pictures/server-picture.js';
import type { StateUpdate } from './tasks/task-state.js';

/** What comes from the server while a picture is made: states, and the picture last. */
export type PictureUpdate =
  | StateUpdate
  | { readonly kind: 'warning'; readonly code: string; readonly message: string }
  | { readonly kind: 'picture'; readonly picture: ServerPicture };

/** A way into a server. */
export interface GenerationRoute {
  /** What the server offers. */
  loadLists(): Promise<ServerLists>;
  /** Has the server look for new files of checkpoints and LoRAs. */
  rescan(): Promise<void>;
  /**
   * Makes one picture.
   *
   * @throws BackendError; nothing that was asked for runs on unwatched after it
   */
  makePicture(job: Txt2imgJob, signal: AbortSignal): AsyncGenerator<PictureUpdate, void>;
  /** Ends what is under way. */
  dispose(): Promise<void>;
}
