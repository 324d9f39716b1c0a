import { Component, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';

import type { Style } from '../api/generated/models/style';
import { toProblem } from '../api/problem';
import { StyleStore } from '../api/style-store';
import { DialogHeading } from '../ui/dialog-heading';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';

/** Styles to choose, to write and to take over from elsewhere. */
@Component({
  selector: 'app-styles-dialog',
  imports: [DialogHeading, Icon, Notice],
  templateUrl: './styles-dialog.html',
  styleUrl: './styles-dialog.css',
})
export class StylesDialog {
  protected readonly store = inject(StyleStore);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  readonly chosen = input.required<readonly string[]>();
  readonly changed = output<readonly string[]>();

  /** The style that is being written; undefined while the list is in sight. */
  protected readonly draft = signal<Style | undefined>(undefined);
  protected readonly problem = signal<string | undefined>(undefined);

  open(): void {
    this.draft.set(undefined);
    this.problem.set(undefined);
    this.dialog().nativeElement.showModal();
  }

  /** A click beside the sheet. No expression in the template: one that gives false would undo the form's own clicks. */
  protected shut({ target }: Event): void {
    const dialog = this.dialog().nativeElement;
    if (target === dialog) dialog.close();
  }

  protected toggle(name: string): void {
    const chosen = this.chosen();
    this.changed.emit(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  }

  protected begin(style: Style = { name: '', prompt: '{prompt}', negative_prompt: '' }): void {
    this.problem.set(undefined);
    this.draft.set(style);
  }

  protected keep(event: Event): Promise<void> {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const before = this.draft()?.name ?? '';
    const style = { name: text('name'), prompt: text('prompt'), negative_prompt: text('negative_prompt') };
    return this.attempt(async () => {
      await this.store.putStyle(style);
      if (before !== '' && before !== style.name) await this.remove(before);
      this.draft.set(undefined);
    });
  }

  protected editLabel(name: string): string {
    return $localize`Edit ${name}:STYLE:`;
  }

  protected removeLabel(name: string): string {
    return $localize`Remove ${name}:STYLE:`;
  }

  protected drop(name: string): Promise<void> {
    return this.attempt(() => this.remove(name));
  }

  protected take(event: Event): Promise<void> {
    const field = event.target as HTMLInputElement;
    const file = field.files?.[0];
    return this.attempt(async () => {
      if (file !== undefined) await this.store.importStyles(await file.text());
      field.value = '';
    });
  }

  private async remove(name: string): Promise<void> {
    await this.store.removeStyle(name);
    if (this.chosen().includes(name)) this.toggle(name);
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    this.problem.set(undefined);
    try {
      await action();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
  }
}
