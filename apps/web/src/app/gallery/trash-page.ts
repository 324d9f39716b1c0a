import { Component, computed, inject, resource, signal } from '@angular/core';
import { RouterLink } from '@angular/router';

import { GalleryList } from '../api/gallery-list';
import type { Image } from '../api/generated/models/image';
import { GridSize } from '../api/grid-size';
import { toProblem } from '../api/problem';
import { StudioApi } from '../api/studio-api';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Icon } from '../ui/icon';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { PictureGrid, type PictureChoice } from './picture-grid';
import { Selection } from './selection';

/** What was deleted: brought back, or removed for good. */
@Component({
  selector: 'app-trash-page',
  imports: [ConfirmDialog, Icon, Message, Notice, PictureGrid, RouterLink],
  providers: [GalleryList, Selection],
  templateUrl: './trash-page.html',
  styleUrls: ['./gallery-page.css', './trash-page.css'],
  host: { '(document:keydown.escape)': 'selection.end()' },
})
export class TrashPage {
  private readonly api = inject(StudioApi);
  protected readonly trash = inject(GalleryList);
  protected readonly selection = inject(Selection);
  protected readonly columnWidth = inject(GridSize).columnWidth;

  protected readonly busy = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  private readonly status = resource({ loader: () => this.api.trash() });
  protected readonly days = computed(() =>
    this.status.hasValue() ? Math.round(this.status.value().days) : undefined,
  );
  protected readonly chosen = computed(() => {
    const ids = this.selection.ids();
    return this.trash.ids().filter((id) => ids.has(id));
  });
  protected readonly find = (id: string): Image | undefined => this.trash.image(id);

  constructor() {
    void this.trash.open({ trash: true });
  }

  protected pick({ id, range }: PictureChoice): void {
    if (range) this.selection.extendTo(id, this.trash.ids());
    else this.selection.toggle(id);
  }

  protected restore(): Promise<void> {
    return this.attempt(() => this.trash.restore(this.chosen()));
  }

  protected purge(yes: boolean): Promise<void> {
    return yes ? this.attempt(() => this.trash.purge(this.chosen())) : Promise.resolve();
  }

  protected empty(yes: boolean): Promise<void> {
    if (!yes) return Promise.resolve();
    return this.attempt(async () => {
      await this.api.emptyTrash();
      await this.trash.reload();
    });
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await action();
      this.selection.end();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
