import { AsyncLocalStorage } from 'node:async_hooks';

/** The number of the call that the code at hand answers. */
export const callContext = new AsyncLocalStorage<number>();
