import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { EventStream } from './event-stream';
import type { Image } from './generated/models/image';
import { LatestImages } from './latest-images';
import { StudioApi } from './studio-api';
import { FakeEventStream, settle } from './testing/fake-event-stream';
import { sampleImage } from './testing/sample-job';

/** Pictures of the server, newest first. */
let onServer: Image[];
let stream: FakeEventStream;

const api = {
  latestImages: vi.fn(async (limit: number) => onServer.slice(0, limit)),
  image: vi.fn(async (id: string) => onServer.find((image) => image.id === id) ?? sampleImage(id)),
};

async function open(): Promise<LatestImages> {
  TestBed.resetTestingModule();
  stream = new FakeEventStream();
  TestBed.configureTestingModule({
    providers: [
      { provide: StudioApi, useValue: api },
      { provide: EventStream, useValue: stream },
    ],
  });
  const latest = TestBed.inject(LatestImages);
  await settle();
  return latest;
}

function made(minute: number): Image {
  const time = new Date(Date.UTC(2026, 0, 1, 12, minute));
  return sampleImage(`m${minute}`, { created_at: time.toISOString() });
}

const ids = (latest: LatestImages): string[] => latest.images().map((image) => image.id);

beforeEach(() => {
  vi.clearAllMocks();
  onServer = [made(3), made(2), made(1)];
});

describe('LatestImages', () => {
  it('puts new pictures first and deleted ones away as events tell', async () => {
    const latest = await open();
    onServer = [made(4), ...onServer];
    const created = { type: 'image-created', job_id: 'job', image_id: 'm4', index: 0 } as const;
    await stream.tell(created);
    await stream.tell(created);
    expect(ids(latest)).toEqual(['m4', 'm3', 'm2', 'm1']);
    await stream.tell({ type: 'image-deleted', image_id: 'm3' });
    expect(ids(latest)).toEqual(['m4', 'm2', 'm1']);
    expect(latest.deletedIds().has('m3')).toBe(true);
    await stream.tell({ type: 'image-restored', image_id: 'm3' });
    expect(ids(latest)).toEqual(['m4', 'm3', 'm2', 'm1']);
    expect(latest.deletedIds().has('m3')).toBe(false);
  });

  it('keeps a few screens of them, and asks for older ones when many were deleted', async () => {
    onServer = Array.from({ length: 100 }, (_, index) => made(100 - index));
    const latest = await open();
    expect(ids(latest)).toHaveLength(48);
    onServer.push(made(0));
    await stream.tell({ type: 'image-restored', image_id: 'm0' });
    expect(ids(latest)).toHaveLength(48);
    expect(ids(latest)).not.toContain('m0');
    for (const { id } of onServer.splice(0, 25)) await stream.tell({ type: 'image-deleted', image_id: id });
    expect(api.latestImages).toHaveBeenCalledTimes(2);
    expect(ids(latest)).toEqual(onServer.slice(0, 48).map(({ id }) => id));
  });

  it('recovers from a failed first load when the connection is back', async () => {
    api.latestImages.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    const latest = await open();
    expect(latest.state().kind).toBe('failed');
    await stream.tell({ type: 'reset' });
    expect(latest.state().kind).toBe('ready');
    expect(ids(latest)).toEqual(['m3', 'm2', 'm1']);
  });
});
