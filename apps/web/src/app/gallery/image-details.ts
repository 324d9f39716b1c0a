import {
  afterRenderEffect,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  resource,
  signal,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';

import { BrowserPreferences } from '../api/browser-preferences';
import { GalleryList } from '../api/gallery-list';
import { ModelStore } from '../api/model-store';
import { toProblem, type StudioProblem } from '../api/problem';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { Swipe } from '../ui/swipe';
import { fileFacts, inputFacts, settingFacts } from './image-facts';

/** One picture with everything that is known about it, over the gallery. */
@Component({
  selector: 'app-image-details',
  imports: [ConfirmDialog, CopyButton, Icon, Message, Notice, RouterLink, Swipe],
  templateUrl: './image-details.html',
  styleUrl: './image-details.css',
})
export class ImageDetails {
  private readonly gallery = inject(GalleryList);
  protected readonly preferences = inject(BrowserPreferences);
  private readonly models = inject(ModelStore);
  private readonly router = inject(Router);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  /** From the route. */
  readonly id = input.required<string>();

  /** The picture over the whole screen, without what is known about it. */
  protected readonly alone = signal(false);
  protected readonly deleting = signal(false);
  protected readonly deleteProblem = signal<string | undefined>(undefined);

  private readonly found = resource({
    params: () => this.id(),
    loader: ({ params }) => this.gallery.find(params),
  });
  protected readonly image = computed(() => {
    const found = this.found.hasValue() ? this.found.value() : undefined;
    // What is in the list is kept up to date.
    return (found && this.gallery.image(found.id)) ?? found;
  });
  protected readonly loadProblem = computed(() => {
    const error = this.found.error();
    return error === undefined ? undefined : toProblem(error.cause ?? error);
  });

  protected problemWords({ status, message }: StudioProblem): { heading: string; text: string } {
    return status === 404
      ? { heading: $localize`This picture is no longer there`, text: $localize`It may have been deleted.` }
      : { heading: $localize`The picture could not be loaded`, text: message };
  }

  private readonly place = computed(() => this.gallery.ids().indexOf(this.id()));
  protected readonly previous = computed(() => this.gallery.ids()[this.place() - 1]);
  protected readonly next = computed(() =>
    this.place() < 0 ? undefined : this.gallery.ids()[this.place() + 1],
  );

  private readonly model = computed(() =>
    this.models.models().find((model) => model.id === this.image()?.model),
  );
  protected readonly file = computed(() => {
    const image = this.image();
    return image === undefined ? [] : fileFacts(image, this.model());
  });
  protected readonly settings = computed(() => {
    const image = this.image();
    return image === undefined ? [] : settingFacts(image, this.model());
  });
  protected readonly inputs = computed(() => {
    const image = this.image();
    return image === undefined ? [] : inputFacts(image, this.model());
  });
  /** The generation data as other programs read it. */
  protected readonly infotext = resource({
    params: () => this.id(),
    loader: ({ params }) => this.gallery.infotext(params),
  });

  constructor() {
    afterRenderEffect(() => {
      const dialog = this.dialog().nativeElement;
      if (dialog.open) return;
      dialog.showModal();
      // Not the first button that happens to be there: keys turn the pages.
      dialog.focus();
    });
    effect(() => void this.gallery.noteView(this.id()));
  }

  protected async mark(favourite: boolean): Promise<void> {
    const image = this.image();
    if (image === undefined) return;
    try {
      await this.gallery.setFavourite([image.id], favourite);
      this.found.reload();
    } catch (error) {
      this.deleteProblem.set(toProblem(error).message);
    }
  }

  protected use(): void {
    void this.router.navigate(['/'], { queryParams: { image: this.id() } });
  }

  /** After the dialog has closed: the browser has given the focus back to where it came from. */
  protected leave(): void {
    void this.router.navigate(['/gallery'], { queryParamsHandling: 'preserve' });
  }

  protected press(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'ArrowLeft') this.go(this.previous());
    if (event.key === 'ArrowRight') this.go(this.next());
    if (event.key.toLowerCase() === 'f') this.alone.update((alone) => !alone);
  }

  protected go(id: string | undefined): void {
    if (id === undefined) return;
    this.deleteProblem.set(undefined);
    void this.router.navigate(['/gallery', id], { replaceUrl: true, queryParamsHandling: 'preserve' });
  }

  protected async answer(yes: boolean): Promise<void> {
    if (!yes || this.deleting()) return;
    this.deleting.set(true);
    try {
      await this.gallery.remove([this.id()]);
      this.dialog().nativeElement.close();
    } catch (error) {
      this.deleteProblem.set(toProblem(error).message);
    } finally {
      this.deleting.set(false);
    }
  }
}
