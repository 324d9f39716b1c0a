import { expect, it } from 'vitest';
import { TurnQueue } from './turn-queue.js';

const never = new AbortController().signal;

it('gives one turn at a time, in order', async () => {
  const queue = new TurnQueue();
  const order: string[] = [];
  const work = async (name: string): Promise<void> => {
    const release = await queue.take(never);
    order.push(`${name} begins`);
    await Promise.resolve();
    order.push(`${name} ends`);
    release();
  };
  await Promise.all([work('a'), work('b'), work('c')]);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});

it('lets those behind move up when one gives up, but not past the one at work', async () => {
  const queue = new TurnQueue();
  const controller = new AbortController();
  const release = await queue.take(never);
  const second = queue.take(controller.signal);
  let thirdHasTurn = false;
  const waitForThird = async (): Promise<void> => {
    await queue.take(never);
    thirdHasTurn = true;
  };
  const third = waitForThird();

  controller.abort(new Error('changed my mind'));
  await expect(second).rejects.toThrow('changed my mind');
  expect(thirdHasTurn).toBe(false);
  release();
  await third;
  expect(thirdHasTurn).toBe(true);
});
