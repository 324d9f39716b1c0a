import { Component, computed, DOCUMENT, effect, inject, input, signal, untracked } from '@angular/core';
import { Router, RouterLink, RouterOutlet } from '@angular/router';

import { GalleryList } from '../api/gallery-list';
import type { Image } from '../api/generated/models/image';
import { GridSize } from '../api/grid-size';
import { isByDate } from '../api/image-order';
import { toProblem } from '../api/problem';
import { ChoiceChips } from '../ui/choice-chips';
import { Icon } from '../ui/icon';
import { Message } from '../ui/message';
import { UndoBar } from '../ui/undo-bar';
import { CompareView } from './compare-view';
import { FileDrop } from './file-drop';
import { FilterBar } from './filter-bar';
import { narrowsDown, toFilter, toOrder, type GalleryQuery } from './gallery-query';
import { ImportDialog } from './import-dialog';
import { PictureGrid, type PictureChoice } from './picture-grid';
import { Selection } from './selection';
import { SelectionBar } from './selection-bar';

const SKELETONS = Array.from({ length: 18 }, (_, index) => index);

/** Every picture. Filter and order stand in the address, so that a reload keeps them. */
@Component({
  selector: 'app-gallery-page',
  imports: [
    ChoiceChips,
    CompareView,
    FilterBar,
    Icon,
    ImportDialog,
    Message,
    PictureGrid,
    RouterLink,
    RouterOutlet,
    SelectionBar,
    UndoBar,
  ],
  providers: [FileDrop, GalleryList, Selection],
  templateUrl: './gallery-page.html',
  styleUrl: './gallery-page.css',
  host: { '(document:keydown.escape)': 'selection.end()' },
})
export class GalleryPage {
  protected readonly gallery = inject(GalleryList);
  protected readonly selection = inject(Selection);
  private readonly gridSize = inject(GridSize);

  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);

  /** From the address. */
  readonly q = input<string>();
  readonly model = input<string>();
  readonly backend = input<string>();
  readonly favourite = input<string>();
  readonly days = input<string>();
  readonly from = input<string>();
  readonly to = input<string>();
  readonly size = input<string>();
  readonly sort = input<string>();

  protected readonly query = computed<GalleryQuery>(() => ({
    q: this.q(),
    model: this.model(),
    backend: this.backend(),
    favourite: this.favourite(),
    days: this.days(),
    from: this.from(),
    to: this.to(),
    size: this.size(),
    sort: this.sort(),
  }));
  protected readonly filtered = computed(() => narrowsDown(this.query()));
  private readonly order = computed(() => toOrder(this.query()));
  protected readonly byDay = computed(() => isByDate(this.order()));

  protected readonly skeletons = SKELETONS;
  protected readonly sizes = this.gridSize.choices;
  protected readonly cellSize = this.gridSize.name;
  protected readonly columnWidth = this.gridSize.columnWidth;

  protected deletedWords(count: number): string {
    return count === 1 ? $localize`Picture deleted` : $localize`${count}:count: pictures deleted`;
  }

  protected readonly compared = signal<readonly [Image, Image] | undefined>(undefined);
  protected readonly busy = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly selected = computed(() => {
    const chosen = this.selection.ids();
    return this.gallery.ids().filter((id) => chosen.has(id));
  });
  /** As far as they are known, all of them are favourites. */
  protected readonly marked = computed(() => {
    const known = this.selected().flatMap((id) => this.gallery.image(id) ?? []);
    return known.length > 0 && known.every(({ favourite }) => favourite);
  });
  protected readonly find = (id: string): Image | undefined => this.gallery.image(id);
  /** What was dropped or is to be chosen; undefined while nothing is imported. */
  protected readonly importing = signal<readonly File[] | undefined>(undefined);
  protected readonly dragging = inject(FileDrop).listen((files) => this.importing.set(files));

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
    effect(() => {
      const filter = toFilter(this.query());
      const order = this.order();
      untracked(() => void this.gallery.open(filter, order));
    });
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
    if (range) this.selection.extendTo(id, this.gallery.ids());
    else this.selection.toggle(id);
  }

  protected filter(change: GalleryQuery): void {
    this.selection.end();
    void this.router.navigate([], {
      queryParams: { ...change },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  protected showAll(): void {
    this.selection.end();
    void this.router.navigate([], { queryParams: { sort: this.sort() }, replaceUrl: true });
  }

  protected compare([first, second]: readonly [string, string]): Promise<void> {
    return this.attempt(async () => {
      this.compared.set([await this.gallery.find(first), await this.gallery.find(second)]);
    });
  }

  protected removeSelected(): Promise<void> {
    return this.attempt(async () => {
      await this.gallery.remove([...this.selection.ids()]);
      this.selection.end();
    });
  }

  protected markSelected(favourite: boolean): Promise<void> {
    return this.attempt(() => this.gallery.setFavourite(this.selected(), favourite));
  }

  /** A link that is followed at once: only so the browser writes to the disk while it receives. */
  protected download(): Promise<void> {
    return this.attempt(async () => {
      const link = this.document.createElement('a');
      link.href = await this.gallery.archiveOf(this.selected());
      link.download = '';
      link.click();
    });
  }

  protected undo(): Promise<void> {
    return this.attempt(() => this.gallery.undo());
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await action();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
