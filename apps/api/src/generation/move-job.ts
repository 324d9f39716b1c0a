/** Where a waiting job goes. */
export type JobMove =
  { readonly to: 'first' | 'last' } | { readonly to: 'before' | 'after'; readonly jobId: string };

interface QueuedJob {
  readonly id: string;
  readonly priority: number;
  readonly position: number;
}

/**
 * The jobs of a lane after a move, each with the priority and position that give the new order. The moved
 * one takes its new neighbour's priority, so that priorities never rise along the lane; positions are dealt
 * out anew from those in use, rising.
 *
 * @param waiting in their order
 * @returns undefined when the neighbour does not wait here or is the job itself
 */
export function moveJob<T extends QueuedJob>(
  waiting: readonly T[],
  id: string,
  move: JobMove,
): T[] | undefined {
  const moving = waiting.find((job) => job.id === id);
  if (moving === undefined) return undefined;
  const others = waiting.filter((job) => job !== moving);
  const place = placeAmong(others, move);
  if (place === undefined) return undefined;
  const neighbour = move.to === 'first' || move.to === 'before' ? others[place] : others[place - 1];
  const ordered = others.toSpliced(place, 0, { ...moving, priority: neighbour?.priority ?? moving.priority });
  const positions = waiting.map(({ position }) => position).toSorted((a, b) => a - b);
  let last = -Infinity;
  return ordered.map((job, index) => {
    last = Math.max(positions[index] ?? 0, last + 1);
    return { ...job, position: last };
  });
}

function placeAmong(others: readonly QueuedJob[], move: JobMove): number | undefined {
  if (!('jobId' in move)) return move.to === 'first' ? 0 : others.length;
  const at = others.findIndex(({ id }) => id === move.jobId);
  if (at < 0) return undefined;
  return move.to === 'before' ? at : at + 1;
}
