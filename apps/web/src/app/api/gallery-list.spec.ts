import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { EventStream } from './event-stream';
import { GalleryList } from './gallery-list';
import type { Image } from './generated/models/image';
import { StudioApi } from './studio-api';
import { FakeEventStream, settle } from './testing/fake-event-stream';
import { sampleImage } from './testing/sample-job';

/** Pictures of the server, newest first; the cursor is the id of the last one that was sent. */
let onServer: Image[];
let stream: FakeEventStream;

const api = {
  imageKeys: vi.fn(async (_filter: unknown, _order: string, _limit: number, cursor?: string) => {
    const from = cursor === undefined ? 0 : onServer.findIndex((image) => image.id === cursor) + 1;
    const some = onServer.slice(from, from + 2);
    const keys = some.map(({ id, created_at }) => ({ id, createdAt: Date.parse(created_at) }));
    return { keys, next: from + 2 < onServer.length ? some.at(-1)?.id : undefined };
  }),
  imageBatch: vi.fn(async (ids: readonly string[]) => onServer.filter(({ id }) => ids.includes(id))),
  image: vi.fn(async (id: string) => onServer.find((image) => image.id === id) ?? sampleImage(id)),
  deleteImages: vi.fn(async (ids: string[]) => ids),
  restoreImages: vi.fn(async () => undefined),
};

async function open(): Promise<GalleryList> {
  TestBed.resetTestingModule();
  stream = new FakeEventStream();
  TestBed.configureTestingModule({
    providers: [
      GalleryList,
      { provide: StudioApi, useValue: api },
      { provide: EventStream, useValue: stream },
    ],
  });
  const list = TestBed.inject(GalleryList);
  await settle();
  return list;
}

function made(id: string, minute: number): Image {
  return sampleImage(id, { created_at: `2026-01-01T12:0${minute}:00.000Z` });
}

beforeEach(() => {
  vi.clearAllMocks();
  onServer = [made('e', 5), made('d', 4), made('c', 3), made('b', 2), made('a', 1)];
});

describe('GalleryList', () => {
  it('has all ids come, piece by piece', async () => {
    const list = await open();
    expect(list.ids()).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(list.loadingMore()).toBe(false);
  });

  it('knows only what was in sight, asked for once', async () => {
    const list = await open();
    vi.useFakeTimers();
    try {
      expect(list.image('c')).toBeUndefined();
      list.want(['e']);
      list.want(['c', 'b']);
      await vi.advanceTimersByTimeAsync(100);
      expect(api.imageBatch.mock.calls).toEqual([[['c', 'b']]]);
      expect(list.image('c')?.id).toBe('c');
      list.want(['c', 'b']);
      await vi.advanceTimersByTimeAsync(100);
      expect(api.imageBatch).toHaveBeenCalledTimes(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('takes in what comes at its place, and lets go of what is deleted', async () => {
    const list = await open();
    onServer.splice(2, 0, made('x', 4));
    await stream.tell({ type: 'image-created', job_id: 'j', image_id: 'x', index: 0 });
    expect(list.ids()).toEqual(['e', 'x', 'd', 'c', 'b', 'a']);
    await stream.tell({ type: 'image-deleted', image_id: 'c' });
    expect(list.ids()).toEqual(['e', 'x', 'd', 'b', 'a']);
    expect(list.deletedIds().has('c')).toBe(true);
    onServer = [made('z', 9)];
    await stream.tell({ type: 'gallery-changed' });
    expect(list.ids()).toEqual(['z']);
  });

  it('takes in only what fits the filter', async () => {
    const list = await open();
    await list.open({ favourite: true });
    onServer.unshift(made('f', 6));
    await stream.tell({ type: 'image-created', job_id: 'j', image_id: 'f', index: 0 });
    expect(list.ids()).not.toContain('f');
    onServer[0] = { ...made('f', 6), favourite: true };
    await stream.tell({ type: 'image-changed', image_id: 'f' });
    expect(list.ids()[0]).toBe('f');
  });

  it('in the trash is the other way round', async () => {
    const list = await open();
    await list.open({ trash: true });
    onServer.unshift({ ...made('f', 6), deleted_at: '2026-01-02T00:00:00.000Z' });
    await stream.tell({ type: 'image-deleted', image_id: 'f' });
    expect(list.ids()[0]).toBe('f');
    await stream.tell({ type: 'image-restored', image_id: 'f' });
    expect(list.ids()).not.toContain('f');
  });

  it('takes a deletion back', async () => {
    const list = await open();
    await list.remove(['c']);
    expect(list.ids()).not.toContain('c');
    expect(list.undoable()).toEqual(['c']);
    await list.undo();
    expect(api.restoreImages).toHaveBeenCalledWith(['c']);
    expect(list.ids()).toContain('c');
    expect(list.undoable()).toEqual([]);
  });

  it('recovers from a failed first load when the connection is back', async () => {
    api.imageKeys.mockRejectedValueOnce(new HttpErrorResponse({ status: 0 }));
    const list = await open();
    expect(list.state().kind).toBe('failed');
    await stream.tell({ type: 'reset' });
    expect(list.state().kind).toBe('ready');
  });

  it('puts what is new behind the others where the oldest come first', async () => {
    const list = await open();
    onServer.reverse();
    await list.open({}, 'oldest');
    expect(api.imageKeys).toHaveBeenLastCalledWith({}, 'oldest', expect.anything(), expect.anything());
    onServer.push(made('f', 6));
    await stream.tell({ type: 'image-created', job_id: 'j', image_id: 'f', index: 0 });
    await settle();
    expect(list.ids()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('asks where what is new belongs among sizes', async () => {
    const list = await open();
    await list.open({}, 'size');
    const calls = api.imageKeys.mock.calls.length;
    onServer.splice(2, 0, made('f', 6));
    await stream.tell({ type: 'image-created', job_id: 'j', image_id: 'f', index: 0 });
    await settle();
    expect(api.imageKeys.mock.calls.length).toBeGreaterThan(calls);
    expect(list.ids()).toEqual(['e', 'd', 'f', 'c', 'b', 'a']);
  });
});
