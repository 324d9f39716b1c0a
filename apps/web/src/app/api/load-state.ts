import type { StudioProblem } from './problem';

/** Where a list is with its first load. */
export type LoadState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly problem: StudioProblem };

export const LOADING: LoadState = { kind: 'loading' };
export const READY: LoadState = { kind: 'ready' };
