import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';

import type { ChoiceItem } from './choice-field';
import { Icon } from './icon';

/** Shown at once: more are found by typing. */
const MOST_SHOWN = 50;

/**
 * Picks entries of a long list, one after the other, by typing a part of the name: a combobox as ARIA has it
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
 */
@Component({
  selector: 'app-search-picker',
  imports: [Icon],
  templateUrl: './search-picker.html',
  styleUrl: './search-picker.css',
})
export class SearchPicker {
  readonly name = input.required<string>();
  /** What is picked, for those who cannot see: "Add a LoRA". */
  readonly label = input.required<string>();
  readonly choices = input.required<readonly ChoiceItem[]>();
  readonly picked = output<string>();

  private readonly injector = inject(Injector);
  protected readonly query = signal('');
  protected readonly open = signal(false);
  private readonly list = viewChild<ElementRef<HTMLElement>>('list');

  private readonly found = computed(() => {
    const words = this.query().toLowerCase().split(/\s+/);
    return this.choices().filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
  });
  protected readonly shown = computed(() => this.found().slice(0, MOST_SHOWN));
  protected readonly more = computed(() => this.found().length - this.shown().length);

  /** The entry that Enter takes. */
  protected readonly active = linkedSignal({ source: this.shown, computation: () => 0 });

  protected type(event: Event): void {
    this.query.set((event.target as HTMLInputElement).value);
    this.show();
  }

  /** What unfolds below the screen's edge is brought into view. */
  protected show(): void {
    if (this.open()) return;
    this.open.set(true);
    const reveal = () => this.list()?.nativeElement.scrollIntoView({ block: 'nearest' });
    afterNextRender(reveal, { injector: this.injector });
  }

  protected press(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.open()) {
      this.close();
      event.stopPropagation();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      this.move(event.key === 'ArrowDown' ? 1 : -1);
      event.preventDefault();
    } else if (event.key === 'Enter') {
      const choice = this.open() ? this.shown()[this.active()] : undefined;
      if (choice !== undefined) this.pick(choice.value);
      event.preventDefault();
    }
  }

  protected pick(value: string): void {
    this.close();
    this.picked.emit(value);
  }

  protected close(): void {
    this.open.set(false);
    this.query.set('');
  }

  private move(by: number): void {
    const { length } = this.shown();
    if (!this.open()) this.show();
    else if (length > 0) this.active.update((index) => (index + by + length) % length);
    this.list()?.nativeElement.children[this.active()]?.scrollIntoView({ block: 'nearest' });
  }
}
