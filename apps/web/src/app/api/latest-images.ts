import { DestroyRef, inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import type { AppEvent } from './generated/models/app-event';
import type { Image } from './generated/models/image';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem } from './problem';
import { StudioApi } from './studio-api';

const KEPT = 48;
/** With fewer than so many after deletions, older ones are asked for. */
const LEAST = 24;

/** The newest pictures, newest first, for the rooms beside the gallery; new ones come in by themselves. */
@Injectable({ providedIn: 'root' })
export class LatestImages {
  private readonly api = inject(StudioApi);
  private readonly list = signal<readonly Image[]>([]);
  private readonly load = signal<LoadState>(LOADING);
  private readonly gone = signal<ReadonlySet<string>>(new Set());
  private hasMore = false;

  readonly images = this.list.asReadonly();
  /** Ids of pictures that were deleted since this page was opened. */
  readonly deletedIds = this.gone.asReadonly();
  readonly state = this.load.asReadonly();

  constructor() {
    const stream = inject(EventStream);
    inject(DestroyRef).onDestroy(stream.listen((event) => void this.take(event)));
    void stream.settled.then(() => this.reload());
  }

  async reload(): Promise<void> {
    try {
      const images = await this.api.latestImages(KEPT);
      this.hasMore = images.length === KEPT;
      this.list.set(images);
      this.load.set(READY);
    } catch (error) {
      if (this.load().kind !== 'ready') this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }

  /** One picture, asked for when it isn't among the newest. */
  async find(id: string): Promise<Image> {
    return this.images().find((image) => image.id === id) ?? this.api.image(id);
  }

  private async take(event: AppEvent): Promise<void> {
    if (event.type === 'reset' || event.type === 'gallery-changed') await this.reload();
    if (event.type === 'image-deleted') await this.drop(event.image_id);
    if (event.type === 'image-restored') this.gone.update((ids) => without(ids, event.image_id));
    const fresh = ['image-created', 'image-restored', 'image-changed'].includes(event.type);
    if (fresh && 'image_id' in event) await this.fetch(event.image_id);
  }

  private async fetch(id: string): Promise<void> {
    try {
      const image = await this.api.image(id);
      this.list.update((images) =>
        [image, ...images.filter((other) => other.id !== id)].sort(newestFirst).slice(0, KEPT),
      );
    } catch {
      // Deleted in the meantime, or the studio is gone; `reset` brings the list up to date then.
    }
  }

  private async drop(id: string): Promise<void> {
    this.gone.update((ids) => new Set(ids).add(id));
    this.list.update((images) => images.filter((image) => image.id !== id));
    if (this.hasMore && this.list().length < LEAST) await this.reload();
  }
}

function without(ids: ReadonlySet<string>, id: string): ReadonlySet<string> {
  return new Set([...ids].filter((other) => other !== id));
}

function newestFirst(a: Image, b: Image): number {
  return b.created_at.localeCompare(a.created_at) || b.id.localeCompare(a.id);
}
