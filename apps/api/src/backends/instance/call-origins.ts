import { currentRequestId } from '../../platform/logging/request-context.js';

/** What a process prints may arrive that much later than the answer to the call that it belongs to. */
const AFTERLIFE_MS = 1_000;

interface Origin {
  readonly requestId: string | undefined;
  /** A generate or a fetch: the work of which a process prints. */
  readonly isWork: boolean;
}

/** Knows for which requests a process works; what it prints tells nothing of that itself. */
export class CallOrigins {
  readonly #now: () => number;
  readonly #open = new Map<number, Origin>();
  #last: { readonly requestId: string | undefined; readonly endMs: number } | undefined;

  /** @param now milliseconds of any steady clock */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** A call begins, for the request that is at hand. */
  begin(call: number, isWork: boolean): void {
    this.#open.set(call, { requestId: currentRequestId(), isWork });
  }

  end(call: number): void {
    const origin = this.#open.get(call);
    this.#open.delete(call);
    if (origin?.isWork === true) this.#last = { requestId: origin.requestId, endMs: this.#now() };
  }

  /** The request of a call that is open. */
  of(call: number): string | undefined {
    return this.#open.get(call)?.requestId;
  }

  /** The request that a printed line most likely comes from: that of the work in hand, or just done. */
  get current(): string | undefined {
    const open = [...this.#open.values()];
    const work = open.findLast(({ isWork }) => isWork);
    if (work !== undefined) return work.requestId;
    const last = this.#last;
    if (last !== undefined && this.#now() - last.endMs <= AFTERLIFE_MS) return last.requestId;
    return open.findLast(({ requestId }) => requestId !== undefined)?.requestId;
  }
}
