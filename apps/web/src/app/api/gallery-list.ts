import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import type { AppEvent } from './generated/models/app-event';
import type { Image } from './generated/models/image';
import { matchesFilter, sameFilter, type ImageFilter } from './image-filter';
import { DetailCache } from './detail-cache';
import type { ImageKey } from './image-key';
import { isByDate, NEWEST_FIRST, type ImageOrder } from './image-order';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem } from './problem';
import { StudioApi } from './studio-api';

/** A few screens at once; then the rest in large pieces, so that the scrollbar soon tells the truth. */
const FIRST_KEYS = 2000;
const MORE_KEYS = 50_000;
/** As many ids as the studio takes at once. */
const MOST_AT_ONCE = 1000;

/**
 * All pictures that fit a filter, in an order: their ids at once, what is known of them as it comes into
 * sight. What comes and goes meanwhile is taken in by itself.
 */
@Injectable()
export class GalleryList {
  private readonly api = inject(StudioApi);
  private readonly list = signal<readonly ImageKey[]>([]);
  private readonly load = signal<LoadState>(LOADING);
  private readonly isLoadingMore = signal(false);
  private readonly trashed = signal<readonly string[]>([]);
  private readonly gone = signal<ReadonlySet<string>>(new Set());
  private readonly details = new DetailCache((ids) => this.api.imageBatch(ids));
  private filter: ImageFilter = {};
  private order = NEWEST_FIRST;
  private round = 0;

  readonly keys = this.list.asReadonly();
  readonly state = this.load.asReadonly();
  /** There are more than `keys` tells by now. */
  readonly loadingMore = this.isLoadingMore.asReadonly();
  /** Ids of pictures that were deleted since this page was opened. */
  readonly deletedIds = this.gone.asReadonly();
  /** What was deleted last, for as long as it can be taken back here. */
  readonly undoable = this.trashed.asReadonly();
  readonly ids = computed(() => this.list().map(({ id }) => id));

  constructor() {
    const stream = inject(EventStream);
    inject(DestroyRef).onDestroy(stream.listen((event) => void this.take(event)));
    void stream.settled.then(() => this.reload());
  }

  /** Shows what fits the filter. */
  async open(filter: ImageFilter, order: ImageOrder = NEWEST_FIRST): Promise<void> {
    if (sameFilter(filter, this.filter) && order === this.order) return;
    this.filter = filter;
    this.order = order;
    await this.reload();
  }

  async reload(): Promise<void> {
    const round = (this.round += 1);
    try {
      let page = await this.api.imageKeys(this.filter, this.order, FIRST_KEYS);
      if (round !== this.round) return;
      this.list.set(page.keys);
      this.load.set(READY);
      while (page.next !== undefined) {
        this.isLoadingMore.set(true);
        page = await this.api.imageKeys(this.filter, this.order, MORE_KEYS, page.next);
        if (round !== this.round) return;
        const known = new Set(this.ids());
        this.list.update((keys) => [...keys, ...page.keys.filter(({ id }) => !known.has(id))]);
      }
      this.isLoadingMore.set(false);
    } catch (error) {
      if (round !== this.round) return;
      this.isLoadingMore.set(false);
      if (this.load().kind !== 'ready') this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  /** What is known of a picture; undefined until it has come. */
  image(id: string): Image | undefined {
    return this.details.get(id);
  }

  /** Has what is known of these pictures come: those in sight. */
  want(ids: readonly string[]): void {
    this.details.want(ids);
  }

  /** One picture, asked for when it isn't known. */
  async find(id: string): Promise<Image> {
    const known = this.details.get(id);
    if (known !== undefined) return known;
    const image = await this.api.image(id);
    this.details.put(image);
    return image;
  }

  /** A picture that the browser has kept is looked at without asking for it: that goes on record too. */
  async noteView(id: string): Promise<void> {
    // Whoever can't be told now is told by the picture's request.
    await this.api.noteView(id).catch(() => undefined);
  }

  /** @returns the address of an archive of them */
  archiveOf(ids: readonly string[]): Promise<string> {
    return this.api.prepareDownload(ids);
  }

  /** Its generation data in the words that other programs read. */
  infotext(id: string): Promise<string> {
    return this.api.infotext(id);
  }

  /** Into the trash. */
  async remove(ids: readonly string[]): Promise<void> {
    const removed: string[] = [];
    try {
      for (const some of inPieces(ids)) removed.push(...(await this.api.deleteImages(some)));
    } finally {
      this.drop(removed);
      this.trashed.set(removed);
    }
  }

  /** Brings back what was deleted last. */
  async undo(): Promise<void> {
    const ids = this.trashed();
    this.forgetUndo();
    await this.restore(ids);
  }

  forgetUndo(): void {
    this.trashed.set([]);
  }

  /** Out of the trash. */
  async restore(ids: readonly string[]): Promise<void> {
    for (const some of inPieces(ids)) await this.api.restoreImages(some);
    await this.reload();
  }

  /** Out of the trash, for good. */
  async purge(ids: readonly string[]): Promise<void> {
    for (const some of inPieces(ids)) await this.api.purgeImages(some);
    await this.reload();
  }

  async setFavourite(ids: readonly string[], favourite: boolean): Promise<void> {
    for (const id of ids) this.put(await this.api.setFavourite(id, favourite));
  }

  private async take(event: AppEvent): Promise<void> {
    if (event.type === 'reset' || event.type === 'gallery-changed') await this.reload();
    if (!('image_id' in event)) return;
    if (event.type === 'image-deleted' || event.type === 'image-restored') {
      const isHere = (event.type === 'image-deleted') === (this.filter.trash === true);
      if (event.type === 'image-restored') this.gone.update((ids) => without(ids, event.image_id));
      if (!isHere) return this.dropOne(event.image_id);
    }
    try {
      // One that is in the trash comes too.
      const [image] = await this.api.imageBatch([event.image_id]);
      if (image !== undefined) this.put(image);
    } catch {
      // Deleted in the meantime, or the studio is gone; `reset` brings the list up to date then.
    }
  }

  private dropOne(id: string): void {
    if (this.filter.trash !== true) this.gone.update((ids) => new Set(ids).add(id));
    this.list.update((keys) => keys.filter((key) => key.id !== id));
  }

  private drop(ids: readonly string[]): void {
    const dropped = new Set(ids);
    this.gone.update((gone) => new Set([...gone, ...ids]));
    this.list.update((keys) => keys.filter(({ id }) => !dropped.has(id)));
  }

  private put(image: Image): void {
    this.details.put(image);
    const createdAt = Date.parse(image.created_at);
    const isWanted = matchesFilter(image, this.filter);
    const isThere = this.list().some(({ id }) => id === image.id);
    if (isWanted === isThere) return;
    // Its place among models or sizes is known to the studio only.
    if (isWanted && !isByDate(this.order)) return void this.reload();
    this.list.update((keys) => {
      if (!isWanted) return keys.filter(({ id }) => id !== image.id);
      const isBehind =
        this.order === 'oldest'
          ? (key: ImageKey) => key.createdAt > createdAt
          : (key: ImageKey) => key.createdAt <= createdAt;
      const at = keys.findIndex(isBehind);
      return keys.toSpliced(at < 0 ? keys.length : at, 0, { id: image.id, createdAt });
    });
  }
}

function* inPieces(ids: readonly string[]): Iterable<readonly string[]> {
  for (let from = 0; from < ids.length; from += MOST_AT_ONCE) yield ids.slice(from, from + MOST_AT_ONCE);
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}
