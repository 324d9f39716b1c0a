import { Component, computed, effect, inject, signal } from '@angular/core';
import { RouterLink, RouterOutlet } from '@angular/router';

import { GalleryStore } from '../api/gallery-store';
import type { Image } from '../api/generated/models/image';
import { toProblem } from '../api/problem';
import { ChoiceChips } from '../ui/choice-chips';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { WhenVisible } from '../ui/when-visible';
import { CompareView } from './compare-view';
import { GridSize } from './grid-size';
import { PictureGrid, type PictureChoice } from './picture-grid';
import { Selection } from './selection';
import { SelectionBar } from './selection-bar';

const SKELETONS = Array.from({ length: 18 }, (_, index) => index);

/** Every picture, newest first. */
@Component({
  selector: 'app-gallery-page',
  imports: [
    ChoiceChips,
    CompareView,
    Message,
    Notice,
    PictureGrid,
    RouterLink,
    RouterOutlet,
    SelectionBar,
    WhenVisible,
  ],
  providers: [Selection],
  templateUrl: './gallery-page.html',
  styleUrl: './gallery-page.css',
  host: { '(document:keydown.escape)': 'selection.end()' },
})
export class GalleryPage {
  protected readonly gallery = inject(GalleryStore);
  protected readonly selection = inject(Selection);
  private readonly gridSize = inject(GridSize);

  protected readonly skeletons = SKELETONS;
  protected readonly sizes = this.gridSize.choices;
  protected readonly size = this.gridSize.name;
  protected readonly columnWidth = this.gridSize.columnWidth;

  protected readonly compared = signal<readonly [Image, Image] | undefined>(undefined);
  protected readonly deleting = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly ids = computed(() => this.gallery.images().map((image) => image.id));
  protected readonly selected = computed(() => {
    const chosen = this.selection.ids();
    return this.gallery.images().filter((image) => chosen.has(image.id));
  });

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
    effect(() => {
      const gone = this.gallery.deletedIds();
      this.selection.keepOnly((id) => !gone.has(id));
    });
  }

  protected resize(size: string): void {
    this.gridSize.choose(size);
  }

  protected pick({ id, range }: PictureChoice): void {
    this.problem.set(undefined);
    if (range) this.selection.extendTo(id, this.ids());
    else this.selection.toggle(id);
  }

  protected async removeSelected(): Promise<void> {
    if (this.deleting()) return;
    this.deleting.set(true);
    this.problem.set(undefined);
    try {
      for (const image of this.selected()) await this.gallery.remove(image.id);
      this.selection.end();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    } finally {
      this.deleting.set(false);
    }
  }
}
