import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  viewChild,
} from '@angular/core';

import { ModelStore } from '../api/model-store';
import { formatFacts } from '../ui/format/facts';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import type { Size } from './aspect-ratio';
import { AspectRatioField } from './aspect-ratio-field';
import { GenerationForm } from './generation-form';
import { ModelChoice } from './model-choice';
import type { OptionField } from './option-field';
import { OptionList } from './option-list';
import { PresetBar } from './preset-bar';

/** Model and parameters. On a phone they are behind a fold that says what is set. */
@Component({
  selector: 'app-settings',
  imports: [AspectRatioField, Icon, ModelChoice, Notice, OptionList, PresetBar],
  templateUrl: './settings.html',
  styleUrl: './settings.css',
})
export class Settings {
  protected readonly form = inject(GenerationForm);
  protected readonly store = inject(ModelStore);
  private readonly injector = inject(Injector);
  readonly lastSeed = input<string>();

  private readonly fields = computed(() => this.form.fields().filter((field) => field.name !== 'prompt'));
  protected readonly main = computed(() => this.fields().filter((field) => field.spec.group !== 'advanced'));
  protected readonly advanced = computed(() =>
    this.fields().filter((field) => field.spec.group === 'advanced'),
  );

  /** Both edges, where the model lets both be chosen. */
  protected readonly sizes = computed(() => {
    const [width, height] = ['width', 'height'].map((name) =>
      this.main().find((field) => field.name === name),
    );
    if (width?.type !== 'number' || height?.type !== 'number') return undefined;
    const movable = width.spec.min < width.spec.max && height.spec.min < height.spec.max;
    if (!movable) return undefined;
    return { width: width.spec, height: height.spec, size: { width: width.value, height: height.value } };
  });

  /** A fold opens by itself when a field inside is wrong. */
  protected readonly open = linkedSignal<boolean, boolean>({
    source: () => this.fields().some(isWrong),
    computation: (wrong, previous) => wrong || (previous?.value ?? false),
  });
  protected readonly advancedOpen = linkedSignal<boolean, boolean>({
    source: () => this.advanced().some(isWrong),
    computation: (wrong, previous) => wrong || (previous?.value ?? false),
  });
  protected readonly skeletons = [1, 2, 3, 4, 5];

  protected resize({ width, height }: Size): void {
    this.form.set('width', width);
    this.form.set('height', height);
  }

  private readonly fold = viewChild.required<ElementRef<HTMLElement>>('fold');

  protected toggle(): void {
    if (this.open()) this.open.set(false);
    else this.reveal();
  }

  /** Unfolds; what lies below the screen's edge then is brought into view. */
  reveal(): void {
    this.open.set(true);
    afterNextRender(() => this.fold().nativeElement.scrollIntoView({ block: 'start' }), {
      injector: this.injector,
    });
  }

  /** What is set, in short. */
  readonly summary = computed(() => {
    const numbers = this.main().filter((field) => typeof field.value === 'number');
    const shown = numbers.slice(0, 2).map((field) => `${field.spec.label} ${field.value}`);
    return formatFacts(this.form.model()?.label, ...shown);
  });
}

function isWrong(field: OptionField): boolean {
  return field.error !== undefined;
}
