import { describe, expect, it } from 'vitest';
import { request } from '../fixtures/test-host.js';
import { EventGuard } from './event-guard.js';

const started = { type: 'started' };
const done = { type: 'done' };
const encoded = { kind: 'encoded', mediaType: 'image/png', data: new Uint8Array(4) };

function image(index: number, change: object = {}): object {
  return { type: 'image', index, seed: 1n, content: encoded, metadata: {}, ...change };
}

function run(events: readonly unknown[], options: { images?: number; resumed?: boolean } = {}): unknown[] {
  const { images = 1, resumed = false } = options;
  const guard = new EventGuard(request({ num_images: images }), resumed);
  return events.map((event) => guard.accept(event));
}

describe('EventGuard', () => {
  it('lets the events of the contract through', () => {
    const events = [
      started,
      { type: 'progress', phase: 'load', step: 0, of: 1 },
      { type: 'preview', index: 0, mediaType: 'image/webp', data: new Uint8Array(3) },
      { type: 'warning', code: 'prompt-truncated', message: 'cut' },
      { type: 'checkpoint', data: new Uint8Array(0) },
      image(0),
      image(1, { content: { kind: 'raw', width: 1, height: 2, channels: 4, data: new Uint8Array(8) } }),
      done,
    ];
    expect(run(events, { images: 2 })).toEqual(events);
  });

  it('lets a resumed backend leave out pictures that it had made before', () => {
    expect(run([started, image(2), image(3), done], { images: 4, resumed: true })).toHaveLength(4);
  });

  it.each<[string, readonly unknown[]]>([
    ['"image" came before "started"', [image(0)]],
    ['"started" came twice', [started, started]],
    ['picture 1 came where 0 was due', [started, image(1)]],
    ['picture 0 came where 1 was due', [started, image(0), image(0)]],
    ['"done" came after 0 of 1 pictures', [started, done]],
    ['"done" came after 2 of 1 pictures', [started, image(0), image(1), done]],
    ['event.type: ', [{ type: 'begun' }]],
    ['event: ', [null]],
    ['event.seed: ', [started, image(0, { seed: -1n })]],
    ['event.seed: ', [started, image(0, { seed: 2n ** 64n })]],
    ['event.seed: ', [started, image(0, { seed: 1 })]],
    ['event.metadata.size: ', [started, image(0, { metadata: { size: 1n } })]],
    ['event.content.mediaType: ', [started, image(0, { content: { ...encoded, mediaType: 'text/html' } })]],
    ['must not be empty', [started, image(0, { content: { ...encoded, data: new Uint8Array(0) } })]],
    [
      '2x2 with 3 channels takes 12 bytes, not 11',
      [
        started,
        image(0, { content: { kind: 'raw', width: 2, height: 2, channels: 3, data: new Uint8Array(11) } }),
      ],
    ],
    ['step must not be above of', [started, { type: 'progress', phase: 'load', step: 2, of: 1 }]],
  ])('says %s', (fault, events) => {
    expect(() => run(events)).toThrow('The backend broke the contract: ');
    expect(() => run(events)).toThrow(fault);
  });
});
