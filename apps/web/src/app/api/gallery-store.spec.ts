import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { EventStream } from './event-stream';
import { GalleryStore } from './gallery-store';
import type { Image } from './generated/models/image';
import { StudioApi } from './studio-api';
import { FakeEventStream, settle } from './testing/fake-event-stream';
import { sampleImage } from './testing/sample-job';

/** Pictures of the server, newest first; the cursor is the id of the last one that was sent. */
let onServer: Image[];
let stream: FakeEventStream;

const api = {
  images: vi.fn(async (_filter: unknown, _limit: number, cursor?: string) => {
    const from = cursor === undefined ? 0 : onServer.findIndex((image) => image.id === cursor) + 1;
    const images = onServer.slice(from, from + 2);
    return { images, next_cursor: from + 2 < onServer.length ? (images.at(-1)?.id ?? null) : null };
  }),
  image: vi.fn(async (id: string) => onServer.find((image) => image.id === id) ?? sampleImage(id)),
  deleteImages: vi.fn(async (ids: string[]) => ids),
  restoreImages: vi.fn(async () => undefined),
};

async function open(): Promise<GalleryStore> {
  TestBed.resetTestingModule();
  stream = new FakeEventStream();
  TestBed.configureTestingModule({
    providers: [
      { provide: StudioApi, useValue: api },
      { provide: EventStream, useValue: stream },
    ],
  });
  const store = TestBed.inject(GalleryStore);
  await settle();
  return store;
}

function made(id: string, minute: number): Image {
  return sampleImage(id, { created_at: `2026-01-01T12:0${minute}:00.000Z` });
}

const ids = (store: GalleryStore): string[] => store.images().map((image) => image.id);

beforeEach(() => {
  vi.clearAllMocks();
  onServer = [made('c', 3), made('b', 2), made('a', 1)];
});

describe('GalleryStore', () => {
  it('pages by cursor until the end', async () => {
    const store = await open();
    expect(ids(store)).toEqual(['c', 'b']);
    expect(store.hasMore()).toBe(true);
    await store.loadMore();
    expect(ids(store)).toEqual(['c', 'b', 'a']);
    expect(store.hasMore()).toBe(false);
  });

  it('asks for a page once, however often it is told to', async () => {
    const store = await open();
    await Promise.all([store.loadMore(), store.loadMore()]);
    expect(api.images).toHaveBeenCalledTimes(2);
  });

  it('puts new pictures first and deleted ones away as events tell', async () => {
    const store = await open();
    onServer = [made('d', 4), ...onServer];
    await stream.tell({ type: 'image-created', job_id: 'job', image_id: 'd', index: 0 });
    expect(ids(store)).toEqual(['d', 'c', 'b']);
    await stream.tell({ type: 'image-created', job_id: 'job', image_id: 'd', index: 0 });
    await stream.tell({ type: 'image-deleted', image_id: 'c' });
    expect(ids(store)).toEqual(['d', 'b']);
  });

  it('goes on from the same place after a picture of the page was deleted', async () => {
    const store = await open();
    await store.remove(['c']);
    await store.loadMore();
    expect(api.deleteImages).toHaveBeenCalledWith(['c']);
    expect(ids(store)).toEqual(['b', 'a']);
  });

  it('says why the next page did not come, and gets it at the next try', async () => {
    const store = await open();
    api.images.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    await store.loadMore();
    expect(store.moreProblem()?.message).toContain('does not answer');
    await store.loadMore();
    expect(store.moreProblem()).toBeUndefined();
    expect(ids(store)).toEqual(['c', 'b', 'a']);
  });

  it('recovers from a failed first load when the connection is back', async () => {
    api.images.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    const store = await open();
    expect(store.state().kind).toBe('failed');
    await stream.tell({ type: 'reset' });
    expect(store.state().kind).toBe('ready');
    expect(ids(store)).toEqual(['c', 'b']);
  });

  it('takes a deletion back', async () => {
    const store = await open();
    await store.remove(['c']);
    expect(store.undoable()).toEqual(['c']);
    await store.undo();
    expect(api.restoreImages).toHaveBeenCalledWith(['c']);
    expect(ids(store)).toEqual(['c', 'b']);
    expect(store.undoable()).toEqual([]);
  });

  it('takes in what comes only where it fits the filter', async () => {
    const store = await open();
    await store.open({ favourite: true });
    expect(api.images).toHaveBeenLastCalledWith({ favourite: true }, expect.any(Number));
    onServer.unshift(made('d', 4));
    await stream.tell({ type: 'image-created', job_id: 'j', image_id: 'd', index: 0 });
    expect(ids(store)).not.toContain('d');
    onServer[0] = { ...made('d', 4), favourite: true };
    await stream.tell({ type: 'image-changed', image_id: 'd' });
    expect(ids(store)).toContain('d');
  });
});
