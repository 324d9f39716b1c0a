import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import type { AppEvent } from './generated/models/app-event';
import type { Image } from './generated/models/image';
import { matchesFilter, sameFilter, type ImageFilter } from './image-filter';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem, type StudioProblem } from './problem';
import { StudioApi } from './studio-api';

const PAGE = 48;
/** As many ids as the studio takes at once. */
const MOST_AT_ONCE = 1000;

/**
 * Pictures, newest first, as far as they were looked at; new ones come in by themselves. The studio has one
 * instance for all its rooms; the gallery has one of its own, with a filter.
 */
@Injectable({ providedIn: 'root' })
export class GalleryStore {
  private readonly api = inject(StudioApi);
  private readonly list = signal<readonly Image[]>([]);
  private readonly load = signal<LoadState>(LOADING);
  private readonly cursor = signal<string | undefined>(undefined);
  private readonly paging = signal(false);
  private readonly pageProblem = signal<StudioProblem | undefined>(undefined);

  private readonly trashed = signal<readonly string[]>([]);
  private filter: ImageFilter = {};
  private round = 0;

  private readonly gone = signal<ReadonlySet<string>>(new Set());

  readonly images = this.list.asReadonly();
  /** Ids of pictures that were deleted since this page was opened. */
  readonly deletedIds = this.gone.asReadonly();
  /** What was deleted last, for as long as it can be taken back here. */
  readonly undoable = this.trashed.asReadonly();
  readonly state = this.load.asReadonly();
  readonly hasMore = computed(() => this.cursor() !== undefined);
  readonly loadingMore = this.paging.asReadonly();
  /** Why the next page did not come. */
  readonly moreProblem = this.pageProblem.asReadonly();

  constructor() {
    const stream = inject(EventStream);
    inject(DestroyRef).onDestroy(stream.listen((event) => void this.take(event)));
    void stream.settled.then(() => this.reload());
  }

  /** Shows what fits the filter. */
  async open(filter: ImageFilter): Promise<void> {
    if (sameFilter(filter, this.filter)) return;
    this.filter = filter;
    await this.reload();
  }

  async reload(): Promise<void> {
    const round = (this.round += 1);
    try {
      const page = await this.api.images(this.filter, PAGE);
      if (round !== this.round) return;
      this.list.set(page.images);
      this.cursor.set(page.next_cursor ?? undefined);
      this.load.set(READY);
    } catch (error) {
      if (this.load().kind !== 'ready') this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  async loadMore(): Promise<void> {
    const cursor = this.cursor();
    const round = this.round;
    if (cursor === undefined || this.paging()) return;
    this.paging.set(true);
    this.pageProblem.set(undefined);
    try {
      const page = await this.api.images(this.filter, PAGE, cursor);
      if (round !== this.round) return;
      this.list.update((images) => [...images, ...withoutKnown(page.images, images)]);
      this.cursor.set(page.next_cursor ?? undefined);
    } catch (error) {
      this.pageProblem.set(toProblem(error));
    } finally {
      this.paging.set(false);
    }
  }

  /** One picture, asked for when it isn't among those that were looked at. */
  async find(id: string): Promise<Image> {
    return this.images().find((image) => image.id === id) ?? this.api.image(id);
  }

  /** Into the trash. */
  async remove(ids: readonly string[]): Promise<void> {
    const removed: string[] = [];
    try {
      for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
        removed.push(...(await this.api.deleteImages(ids.slice(from, from + MOST_AT_ONCE))));
      }
    } finally {
      for (const id of removed) this.drop(id);
      this.trashed.set(removed);
    }
  }

  /** Brings back what was deleted last. */
  async undo(): Promise<void> {
    const ids = this.trashed();
    for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
      await this.api.restoreImages(ids.slice(from, from + MOST_AT_ONCE));
    }
    this.forgetUndo();
    await this.reload();
  }

  forgetUndo(): void {
    this.trashed.set([]);
  }

  async setFavourite(images: readonly Image[], favourite: boolean): Promise<void> {
    for (const { id } of images) this.put(await this.api.setFavourite(id, favourite));
  }

  private async take(event: AppEvent): Promise<void> {
    if (event.type === 'reset') await this.reload();
    if (event.type === 'image-deleted') this.drop(event.image_id);
    if (event.type === 'image-restored') this.gone.update((ids) => without(ids, event.image_id));
    const fresh = ['image-created', 'image-restored', 'image-changed'].includes(event.type);
    if (fresh && 'image_id' in event) await this.fetch(event.image_id);
  }

  private async fetch(id: string): Promise<void> {
    try {
      this.put(await this.api.image(id));
    } catch {
      // Deleted in the meantime, or the studio is gone; `reset` brings the list up to date then.
    }
  }

  /** A picture that is older than what was looked at comes with its page. */
  private put(image: Image): void {
    this.list.update((images) => {
      const others = images.filter((other) => other.id !== image.id);
      const last = images.at(-1);
      const beyond = this.hasMore() && last !== undefined && newestFirst(last, image) < 0;
      if (beyond || !matchesFilter(image, this.filter)) return others;
      return [image, ...others].sort(newestFirst);
    });
  }

  private drop(id: string): void {
    this.gone.update((ids) => new Set(ids).add(id));
    this.list.update((images) => images.filter((image) => image.id !== id));
  }
}

function withoutKnown(images: readonly Image[], known: readonly Image[]): Image[] {
  const ids = new Set(known.map((image) => image.id));
  return images.filter((image) => !ids.has(image.id));
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}

function newestFirst(a: Image, b: Image): number {
  return b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id);
}
