import type { BackendState } from './generated/models/backend-state';

/** How a backend is, in words. */
export const STATE_WORDS: Readonly<Record<BackendState, string>> = {
  starting: $localize`starting`,
  ready: $localize`ready`,
  restarting: $localize`starting again`,
  parked: $localize`out of use after failures`,
  stopped: $localize`stopped`,
  'not-set-up': $localize`not set up`,
  'not-granted': $localize`waits for your permission`,
};
