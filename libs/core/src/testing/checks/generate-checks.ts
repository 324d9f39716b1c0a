import assert from 'node:assert/strict';
import { BackendError } from '../../contract/backend-error.js';
import type { GenerationEvent, ImageEvent } from '../../contract/generation-event.js';
import type { ConformanceCheck } from '../conformance-check.js';
import { assertSameImages, collect, collectImages, isSameImage, withTrial } from '../trial.js';

/** What a backend does with requests that it can do. */
export const generateChecks: readonly ConformanceCheck[] = [
  {
    name: 'yields started, then pictures, then done, in data that can be sent to another process',
    async run(subject) {
      await withTrial(subject, async ({ backend, request }) => {
        const events = await collect(backend, request());
        structuredClone(events);
        assert.equal(events[0]?.type, 'started');
        assert.equal(events.at(-1)?.type, 'done');
        for (const type of ['started', 'done']) {
          assert.equal(events.filter((event) => event.type === type).length, 1, `exactly one ${type}`);
        }
        assertProgress(events);
        const images = events.filter((event) => event.type === 'image');
        assert.equal(
          images.length,
          Number(request().parameters['num_images'] ?? 1),
          'one image event per picture',
        );
        for (const [index, image] of images.entries()) assertImage(image, index);
      });
    },
  },
  {
    name: 'gives the same picture for the same seed',
    async run(subject) {
      await withTrial(subject, async ({ backend, request }) => {
        const [first, second] = [
          await collectImages(backend, request()),
          await collectImages(backend, { ...request(), jobId: 'another-job' }),
        ];
        assertSameImages(second, first);
      });
    },
  },
  {
    name: 'sends no previews where nobody looks at them, and gives the same picture',
    async run(subject) {
      await withTrial(subject, async ({ backend, request }) => {
        const { signal } = new AbortController();
        const events = await collect(backend, request(), signal, { previews: false });
        assert.ok(
          !events.some(({ type }) => type === 'preview'),
          'a preview came in spite of previews: false',
        );
        const images = events.filter((event) => event.type === 'image');
        assertSameImages(images, await collectImages(backend, request()));
      });
    },
  },
  {
    name: 'gives another picture for another seed',
    async run(subject) {
      await withTrial(subject, async ({ backend, model, request }) => {
        if (!('seed' in model.options)) return;
        const first = await collectImages(backend, request({ seed: 1n }));
        const second = await collectImages(backend, request({ seed: 2n }));
        assert.ok(!isSameImage(second[0], first[0]), 'the pictures of seeds 1 and 2 are equal');
      });
    },
  },
  {
    name: 'makes picture i of a batch with seed + i, as a request of its own would',
    async run(subject) {
      await withTrial(subject, async ({ backend, model, request }) => {
        const option = model.options['num_images'];
        if (option?.type !== 'integer' || option.max < 2 || !('seed' in model.options)) return;
        const last = 2n ** 64n - 1n;
        const batch = await collectImages(backend, request({ seed: last, parameters: { num_images: 2 } }));
        assert.deepEqual(
          batch.map(({ seed }) => seed),
          [last, 0n],
        );
        const [single] = await collectImages(backend, request({ seed: 0n, parameters: { num_images: 1 } }));
        assert.ok(isSameImage(batch[1], single), 'picture 1 of the batch differs from the one made alone');
      });
    },
  },
  {
    name: 'stops within a step when cancelled, and works on',
    async run(subject) {
      await withTrial(subject, async ({ backend, request }) => {
        const before = await collectImages(backend, request());
        const controller = new AbortController();
        let progressAfterAbort = 0;
        await assert.rejects(
          async () => {
            for await (const event of backend.generate(request(), { signal: controller.signal })) {
              assert.notEqual(event.type, 'done', 'done came although the request was cancelled');
              if (controller.signal.aborted && event.type === 'progress') progressAfterAbort++;
              if (event.type === 'progress') controller.abort();
            }
          },
          (error) => BackendError.is(error) && error.code === 'cancelled',
        );
        assert.ok(progressAfterAbort <= 1, `${progressAfterAbort} steps after the cancel`);
        assertSameImages(await collectImages(backend, request()), before);
      });
    },
  },
  {
    name: 'does nothing when it was cancelled beforehand',
    async run(subject) {
      await withTrial(subject, async ({ backend, request }) => {
        await assert.rejects(
          collect(backend, request(), AbortSignal.abort()),
          (error) => BackendError.is(error) && error.code === 'cancelled',
        );
      });
    },
  },
];

function assertProgress(events: readonly GenerationEvent[]): void {
  let phase = '';
  let last = 0;
  for (const event of events) {
    if (event.type !== 'progress') continue;
    assert.ok(
      event.of >= 1 && event.step >= 0 && event.step <= event.of,
      `step ${event.step} of ${event.of}`,
    );
    if (event.phase === phase) assert.ok(event.step >= last, `${phase}: step ${event.step} after ${last}`);
    phase = event.phase;
    last = event.step;
  }
}

const SIGNATURES = {
  'image/png': '89504e470d0a1a0a',
  'image/jpeg': 'ffd8ff',
  'image/webp': '52494646',
} as const;

function assertImage({ content, index, seed }: ImageEvent, expectedIndex: number): void {
  assert.equal(index, expectedIndex, 'indexes rise from 0');
  assert.equal(typeof seed, 'bigint');
  if (content.kind === 'raw') {
    assert.equal(content.data.byteLength, content.width * content.height * content.channels);
  } else {
    const start = Buffer.from(content.data).toString('hex');
    assert.ok(start.startsWith(SIGNATURES[content.mediaType]), `the bytes are not ${content.mediaType}`);
  }
}
