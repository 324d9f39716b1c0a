import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { JobCancelled, QueueClosing, type JobQueue, type QueueTicket } from '../job-queue.js';

/** How the suite gets at a driver. */
export interface QueueUnderTest {
  /** Another instance on the same queue, as after a restart or in another process. */
  readonly open: () => JobQueue;
  /** Brings back what a restart of the product brings back: the jobs that are not done, in their order. */
  readonly refill: (queue: JobQueue, tickets: readonly QueueTicket[]) => Promise<void>;
  /** Ends an instance the hard way: as `kill -9` does, without a word to the queue. */
  readonly kill: (queue: JobQueue) => Promise<void>;
}

/** A handler that notes what it is given, and holds each job until it is let go. */
class Recorder {
  readonly started: string[] = [];
  readonly reasons = new Map<string, unknown>();
  private readonly releases = new Map<string, () => void>();
  private isOpen: boolean;

  constructor({ hold }: { hold: boolean }) {
    this.isOpen = !hold;
  }

  readonly handle = async (id: string, signal: AbortSignal): Promise<void> => {
    this.started.push(id);
    if (this.isOpen) return;
    await new Promise<void>((resolve) => {
      this.releases.set(id, resolve);
      signal.addEventListener('abort', () => {
        this.reasons.set(id, signal.reason);
        resolve();
      });
    });
  };

  release(id: string): void {
    this.releases.get(id)?.();
  }

  releaseAll(): void {
    this.isOpen = true;
    for (const release of this.releases.values()) release();
  }

  async waitFor(count: number): Promise<void> {
    await expect
      .poll(() => this.started.length, { timeout: 20_000, interval: 10 })
      .toBeGreaterThanOrEqual(count);
  }
}

const ticket = (id: string, lane: string, priority = 0): QueueTicket => ({ id, lane, priority });

/** Holds any driver to what the port promises. */
export function describeJobQueue(name: string, createUnderTest: () => Promise<QueueUnderTest>): void {
  describe(name, () => {
    const open: JobQueue[] = [];
    let laneCount = 0;

    async function start(): Promise<QueueUnderTest & { queue: JobQueue; lane: string }> {
      const underTest = await createUnderTest();
      const queue = underTest.open();
      open.push(queue);
      laneCount += 1;
      return { ...underTest, queue, lane: `lane-${laneCount}-${Date.now()}` };
    }

    afterEach(async () => {
      await Promise.all(open.splice(0).map((queue) => queue.close()));
    });

    it('runs the jobs of a shared lane one at a time over all processes, and on when one of them dies', async () => {
      const { queue, lane, open: openAnother, kill, refill } = await start();
      const [first, second] = [new Recorder({ hold: true }), new Recorder({ hold: true })];
      await queue.consume(lane, first.handle, { isShared: true });
      const tickets = ['a', 'b', 'c'].map((id) => ticket(id, lane));
      for (const each of tickets) await queue.add(each);
      await first.waitFor(1);
      const another = openAnother();
      open.push(another);
      await another.consume(lane, second.handle, { isShared: true });
      first.release('a');
      await first.waitFor(2);
      expect([first.started, second.started]).toEqual([['a', 'b'], []]);
      await kill(queue);
      open.splice(open.indexOf(queue), 1);
      await refill(another, tickets.slice(1));
      await second.waitFor(1);
      expect(['b', 'c']).toContain(second.started[0]);
      second.releaseAll();
      first.releaseAll();
    });

    it('runs jobs one at a time in the order in which they were added', async () => {
      const { queue, lane } = await start();
      const recorder = new Recorder({ hold: true });
      await queue.consume(lane, recorder.handle);
      for (const id of ['a', 'b', 'c']) await queue.add(ticket(id, lane));
      await recorder.waitFor(1);
      expect(recorder.started).toEqual(['a']);
      recorder.releaseAll();
      await recorder.waitFor(3);
      expect(recorder.started).toEqual(['a', 'b', 'c']);
    });

    it('runs jobs of higher priority first, equal ones in order', async () => {
      const { queue, lane } = await start();
      for (const [id, priority] of [
        ['low', -5],
        ['first', 0],
        ['second', 0],
        ['high', 10],
      ] as const) {
        await queue.add(ticket(id, lane, priority));
      }
      const recorder = new Recorder({ hold: false });
      await queue.consume(lane, recorder.handle);
      await recorder.waitFor(4);
      expect(recorder.started).toEqual(['high', 'first', 'second', 'low']);
    });

    it('runs lanes beside each other', async () => {
      const { queue, lane } = await start();
      const recorder = new Recorder({ hold: true });
      await queue.consume(lane, recorder.handle);
      await queue.consume(`${lane}-other`, recorder.handle);
      await queue.add(ticket('a', lane));
      await queue.add(ticket('b', `${lane}-other`));
      await recorder.waitFor(2);
      expect(recorder.started.toSorted()).toEqual(['a', 'b']);
      recorder.releaseAll();
    });

    it('never runs a waiting job that was cancelled', async () => {
      const { queue, lane } = await start();
      for (const id of ['a', 'b', 'c']) await queue.add(ticket(id, lane));
      await queue.cancel('b', lane);
      const recorder = new Recorder({ hold: false });
      await queue.consume(lane, recorder.handle);
      await recorder.waitFor(2);
      expect(recorder.started).toEqual(['a', 'c']);
    });

    it('aborts a running job that was cancelled, and goes on', async () => {
      const { queue, lane } = await start();
      const recorder = new Recorder({ hold: true });
      await queue.consume(lane, recorder.handle);
      await queue.add(ticket('a', lane));
      await queue.add(ticket('b', lane));
      await recorder.waitFor(1);
      await queue.cancel('a', lane);
      await recorder.waitFor(2);
      expect(recorder.reasons.get('a')).toBeInstanceOf(JobCancelled);
      expect(recorder.started).toEqual(['a', 'b']);
      recorder.releaseAll();
    });

    it('runs waiting jobs in the order into which they are put', async () => {
      const { queue, lane } = await start();
      for (const id of ['a', 'b', 'c', 'd']) await queue.add(ticket(id, lane));
      await queue.reorder(
        lane,
        ['d', 'a', 'gone', 'c', 'b'].map((id) => ticket(id, lane)),
      );
      await queue.add(ticket('e', lane));
      await queue.add(ticket('urgent', lane, 1));
      const recorder = new Recorder({ hold: false });
      await queue.consume(lane, recorder.handle);
      await recorder.waitFor(6);
      expect(recorder.started).toEqual(['urgent', 'd', 'a', 'c', 'b', 'e']);
    });

    it('moves a job to another priority', async () => {
      const { queue, lane } = await start();
      await queue.add(ticket('a', lane, 5));
      await queue.add(ticket('b', lane));
      await queue.reorder(lane, [ticket('b', lane, 5), ticket('a', lane, 5)]);
      await queue.add(ticket('c', lane, 2));
      const recorder = new Recorder({ hold: false });
      await queue.consume(lane, recorder.handle);
      await recorder.waitFor(3);
      expect(recorder.started).toEqual(['b', 'a', 'c']);
    });

    it('starts nothing in a paused lane until it is resumed', async () => {
      const { queue, lane } = await start();
      const recorder = new Recorder({ hold: true });
      await queue.consume(lane, recorder.handle);
      await queue.add(ticket('a', lane));
      await recorder.waitFor(1);
      await queue.pause(lane);
      await queue.pause(lane);
      await queue.add(ticket('b', lane));
      await queue.add(ticket('c', lane));
      await queue.reorder(lane, [ticket('c', lane), ticket('b', lane)]);
      recorder.releaseAll();
      await delay(300);
      expect(recorder.started).toEqual(['a']);
      await queue.resume(lane);
      await recorder.waitFor(3);
      expect(recorder.started).toEqual(['a', 'c', 'b']);
    });

    it('leaves other lanes alone when one is paused', async () => {
      const { queue, lane } = await start();
      const recorder = new Recorder({ hold: false });
      await queue.pause(lane);
      await queue.consume(lane, recorder.handle);
      await queue.consume(`${lane}-other`, recorder.handle);
      await queue.add(ticket('a', lane));
      await queue.add(ticket('b', `${lane}-other`));
      await recorder.waitFor(1);
      expect(recorder.started).toEqual(['b']);
      await queue.resume(lane);
      await recorder.waitFor(2);
    });

    it('takes no harm from the cancel of an unknown job', async () => {
      const { queue, lane } = await start();
      await expect(queue.cancel('nobody', lane)).resolves.toBeUndefined();
    });

    it('goes on after a handler that fails', async () => {
      const { queue, lane } = await start();
      const started: string[] = [];
      await queue.consume(lane, async (id) => {
        started.push(id);
        throw new Error('broken');
      });
      await queue.add(ticket('a', lane));
      await queue.add(ticket('b', lane));
      await expect.poll(() => started, { timeout: 20_000 }).toEqual(['a', 'b']);
    });

    it('runs a job once that is added again while it waits or runs', async () => {
      const { queue, lane } = await start();
      const recorder = new Recorder({ hold: true });
      await queue.add(ticket('a', lane));
      await queue.add(ticket('a', lane));
      await queue.consume(lane, recorder.handle);
      await recorder.waitFor(1);
      await queue.add(ticket('a', lane));
      await queue.add(ticket('b', lane));
      recorder.releaseAll();
      await recorder.waitFor(2);
      expect(recorder.started).toEqual(['a', 'b']);
    });

    it('runs a job again that is added again after it ended', async () => {
      const { queue, lane } = await start();
      const recorder = new Recorder({ hold: false });
      await queue.consume(lane, recorder.handle);
      await queue.add(ticket('a', lane));
      await recorder.waitFor(1);
      await expect
        .poll(async () => {
          await queue.add(ticket('a', lane));
          return recorder.started.length;
        })
        .toBeGreaterThanOrEqual(2);
    });

    it('closes by aborting what runs, and starts nothing more', async () => {
      const { queue, lane } = await start();
      const recorder = new Recorder({ hold: true });
      await queue.consume(lane, recorder.handle);
      await queue.add(ticket('a', lane));
      await queue.add(ticket('b', lane));
      await recorder.waitFor(1);
      await queue.close();
      await queue.close();
      expect(recorder.reasons.get('a')).toBeInstanceOf(QueueClosing);
      expect(recorder.started).toEqual(['a']);
    });

    it('runs after a restart what had not run before, in order', async () => {
      const { queue, lane, open: reopen, refill } = await start();
      const before = new Recorder({ hold: true });
      await queue.consume(lane, before.handle);
      const tickets = ['a', 'b', 'c'].map((id) => ticket(id, lane));
      for (const each of tickets) await queue.add(each);
      await before.waitFor(1);
      await queue.close();

      const restarted = reopen();
      open.push(restarted);
      await refill(restarted, tickets);
      const after = new Recorder({ hold: false });
      await restarted.consume(lane, after.handle);
      await after.waitFor(3);
      expect(after.started.toSorted()).toEqual(['a', 'b', 'c']);
      expect(after.started.indexOf('b')).toBeLessThan(after.started.indexOf('c'));
    });

    it('gives the job of a killed worker to another one', async () => {
      const { queue, lane, open: reopen, refill, kill } = await start();
      const before = new Recorder({ hold: true });
      await queue.consume(lane, before.handle);
      await queue.add(ticket('a', lane));
      await before.waitFor(1);
      await kill(queue);
      open.splice(open.indexOf(queue), 1);

      const other = reopen();
      open.push(other);
      const after = new Recorder({ hold: false });
      await other.consume(lane, after.handle);
      await refill(other, [ticket('a', lane)]);
      await after.waitFor(1);
      // Twice would be a stalled job run beside its re-added twin.
      await delay(300);
      expect(after.started).toEqual(['a']);
      before.releaseAll();
    });
  });
}
