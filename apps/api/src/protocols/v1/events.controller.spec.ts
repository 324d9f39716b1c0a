import { createParser } from 'eventsource-parser';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AppEvent } from '../../platform/events/app-event.js';
import { eventually } from '../../testing/eventually.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';

let test: TestApp;

beforeAll(async () => {
  test = await startTestApp();
});

afterAll(async () => {
  await test[Symbol.asyncDispose]();
});

interface Received {
  readonly id: string | undefined;
  readonly event: AppEvent;
}

/** Reads the stream until `isLast`; then hangs up. */
async function listen(
  headers: Record<string, string>,
  isLast: (event: AppEvent) => boolean,
  onOpen: () => Promise<unknown> = async () => undefined,
): Promise<Received[]> {
  const abort = new AbortController();
  const response = await fetch(`${test.url}/api/v1/events`, { headers, signal: abort.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  expect(response.headers.get('content-security-policy')).not.toBeNull();
  const received: Received[] = [];
  const parser = createParser({
    onEvent: ({ id, data }) => received.push({ id, event: JSON.parse(data) as AppEvent }),
  });
  await onOpen();
  const decoder = new TextDecoder();
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    if (received.some(({ event }) => isLast(event))) break;
  }
  abort.abort();
  return received;
}

const generate = () => test.call('POST', '/api/v1/generate', { model: 'fake', prompt: 'x' });
const isCompleted = (event: AppEvent) => event.type === 'job-completed';

it('tells the life of a job in order', async () => {
  const received = await listen({}, isCompleted, generate);
  const types = received.map(({ event }) => event.type).filter((type) => type !== 'job-progressed');
  expect(types).toEqual(['job-created', 'job-started', 'job-previewed', 'image-created', 'job-completed']);
  const progressed = received.flatMap(({ event }) =>
    event.type === 'job-progressed' ? [event.progress] : [],
  );
  expect(progressed.at(-1)).toMatchObject({ phase: 'denoise', step: 4, of: 4, fraction: 0.95 });
});

it('goes on where a client left it', async () => {
  const first = await listen({}, isCompleted, generate);
  const seen = first.slice(0, 3);
  const rest = await listen({ 'last-event-id': seen.at(-1)?.id ?? '' }, isCompleted);
  expect([...seen, ...rest]).toEqual(first);
});

it.each(['00000000-5', 'nonsense', ''])(
  'tells a client with the unknown id "%s" to begin anew',
  async (id) => {
    const received = await listen({ 'last-event-id': id }, ({ type }) => type === 'reset');
    expect(received).toHaveLength(1);
  },
);

it('ends at once for HEAD', async () => {
  const response = await fetch(`${test.url}/api/v1/events`, { method: 'HEAD' });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
});

it('tells of deleted pictures and changed backends', async () => {
  const { body } = await generate();
  const { body: job } = await eventually(
    () => test.call('GET', `/api/v1/queue/jobs/${body.job_id}`),
    (answer) => answer.body.status === 'completed',
  );
  const received = await listen(
    {},
    ({ type }) => type === 'backend-changed',
    async () => {
      await test.call('DELETE', `/api/v1/gallery/images/${job.images[0].id}`);
      test.host.change();
    },
  );
  // The end of the job may be told after its row tells it.
  const told = received.map(({ event }) => event).filter(({ type }) => type !== 'job-completed');
  expect(told).toEqual([{ type: 'image-deleted', image_id: job.images[0].id }, { type: 'backend-changed' }]);
});
