import { AsyncLocalStorage } from 'node:async_hooks';

const requestIds = new AsyncLocalStorage<string | undefined>();

/** The id of the request that the code at hand works for; undefined for work that nobody asked for. */
export function currentRequestId(): string | undefined {
  return requestIds.getStore();
}

/** Runs `work`, and whatever it starts, for this request: its id stands in log lines and audit records. */
export function withRequestId<T>(id: string | null | undefined, work: () => T): T {
  return requestIds.run(id ?? undefined, work);
}
