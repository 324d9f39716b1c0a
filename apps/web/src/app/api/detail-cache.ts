import { signal } from '@angular/core';

import type { Image } from './generated/models/image';

/** As many as one request asks for. */
const BATCH = 100;
/** Somebody who scrolls fast passes over most pictures. */
const PAUSE_MS = 40;
/** What was in sight long ago is forgotten. */
const MOST_KEPT = 3000;

/** What is known of pictures, fetched as they come into sight: the newest wish counts, older ones don't. */
export class DetailCache {
  private readonly kept = new Map<string, Image>();
  private readonly version = signal(0);
  private wanted: readonly string[] = [];
  private isFetching = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly fetch: (ids: readonly string[]) => Promise<readonly Image[]>) {}

  /** Tells whoever reads it in a computation when it comes. */
  get(id: string): Image | undefined {
    this.version();
    return this.kept.get(id);
  }

  put(image: Image): void {
    this.keep([image]);
  }

  want(ids: readonly string[]): void {
    this.wanted = ids;
    if (this.isFetching || this.missing().length === 0) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), PAUSE_MS);
  }

  private async run(): Promise<void> {
    if (this.isFetching) return;
    this.isFetching = true;
    const tried = new Set<string>();
    try {
      for (;;) {
        const ids = this.missing().filter((id) => !tried.has(id));
        if (ids.length === 0) return;
        const some = ids.slice(0, BATCH);
        // What does not come is gone, and is not asked for again.
        for (const id of some) tried.add(id);
        this.keep(await this.fetch(some));
      }
    } catch {
      // The studio does not answer: the next look asks again.
    } finally {
      this.isFetching = false;
    }
  }

  private missing(): string[] {
    return this.wanted.filter((id) => !this.kept.has(id));
  }

  private keep(images: readonly Image[]): void {
    for (const image of images) {
      this.kept.delete(image.id);
      this.kept.set(image.id, image);
    }
    for (const id of this.kept.keys()) {
      if (this.kept.size <= MOST_KEPT) break;
      this.kept.delete(id);
    }
    this.version.update((version) => version + 1);
  }
}
