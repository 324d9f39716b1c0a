import { computed, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import type { AppEvent } from './generated/models/app-event';
import type { Image } from './generated/models/image';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem, type StudioProblem } from './problem';
import { StudioApi } from './studio-api';

const PAGE = 48;

/** The pictures, newest first, as far as they were looked at; new ones come in by themselves. */
@Injectable({ providedIn: 'root' })
export class GalleryStore {
  private readonly api = inject(StudioApi);
  private readonly list = signal<readonly Image[]>([]);
  private readonly load = signal<LoadState>(LOADING);
  private readonly cursor = signal<string | undefined>(undefined);
  private readonly paging = signal(false);
  private readonly pageProblem = signal<StudioProblem | undefined>(undefined);

  private readonly gone = signal<ReadonlySet<string>>(new Set());

  readonly images = this.list.asReadonly();
  /** Ids of pictures that were deleted since this page was opened. */
  readonly deletedIds = this.gone.asReadonly();
  readonly state = this.load.asReadonly();
  readonly hasMore = computed(() => this.cursor() !== undefined);
  readonly loadingMore = this.paging.asReadonly();
  /** Why the next page did not come. */
  readonly moreProblem = this.pageProblem.asReadonly();

  constructor() {
    const stream = inject(EventStream);
    stream.listen((event) => void this.take(event));
    void stream.settled.then(() => this.reload());
  }

  async reload(): Promise<void> {
    try {
      const page = await this.api.images(PAGE);
      this.list.set(page.images);
      this.cursor.set(page.next_cursor ?? undefined);
      this.load.set(READY);
    } catch (error) {
      if (this.load().kind !== 'ready') this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  async loadMore(): Promise<void> {
    const cursor = this.cursor();
    if (cursor === undefined || this.paging()) return;
    this.paging.set(true);
    this.pageProblem.set(undefined);
    try {
      const page = await this.api.images(PAGE, cursor);
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

  async remove(id: string): Promise<void> {
    await this.api.deleteImage(id);
    this.drop(id);
  }

  private async take(event: AppEvent): Promise<void> {
    if (event.type === 'reset') await this.reload();
    if (event.type === 'image-deleted') this.drop(event.image_id);
    if (event.type === 'image-created') await this.add(event.image_id);
  }

  private async add(id: string): Promise<void> {
    try {
      const image = await this.api.image(id);
      this.list.update((images) => [...withoutKnown([image], images), ...images].sort(newestFirst));
    } catch {
      // Deleted in the meantime, or the studio is gone; `reset` brings the list up to date then.
    }
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

function newestFirst(a: Image, b: Image): number {
  return b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id);
}
