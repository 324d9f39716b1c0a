import { Component, computed, input, output } from '@angular/core';

import type { NumberOption } from '../api/generated/models/number-option';
import { Icon } from '../ui/icon';
import { ASPECT_RATIOS, hasRatio, sizeOfRatio, type Size } from './aspect-ratio';

/** Sizes by their proportions, and the way from landscape to portrait. */
@Component({
  selector: 'app-aspect-ratio-field',
  imports: [Icon],
  template: `
    <span i18n class="label" id="aspect-ratio">Aspect ratio</span>
    <div class="row" role="group" aria-labelledby="aspect-ratio">
      @for (preset of presets(); track preset.label) {
        <button
          type="button"
          class="preset"
          [attr.aria-pressed]="preset.pressed"
          (click)="picked.emit(preset.size)"
        >
          <span class="shape" [style.aspect-ratio]="preset.ratio" [class.tall]="preset.ratio < 1"></span>
          {{ preset.label }}
        </button>
      }
    </div>
    <button
      type="button"
      class="button icon small"
      i18n-aria-label
      aria-label="Swap width and height"
      i18n-title
      title="Swap width and height"
      [disabled]="swapped() === undefined"
      (click)="swap()"
    >
      <app-icon name="swap" />
    </button>
  `,
  styles: `
    .label {
      flex-basis: 100%;
      color: var(--text-2);
      font-size: var(--type-2);
    }
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-2);
    }
    .row {
      display: flex;
      gap: var(--space-1);
    }
    .preset {
      display: grid;
      justify-items: center;
      align-content: center;
      gap: var(--space-1);
      min-width: var(--touch);
      min-height: var(--touch);
      padding: var(--space-1);
      border: 1px solid transparent;
      border-radius: var(--radius-1);
      background: none;
      color: var(--text-2);
      font-size: var(--type-1);
      line-height: 1;
      cursor: pointer;
      transition:
        background var(--fast) var(--ease),
        color var(--fast) var(--ease);
    }
    .preset:hover {
      color: var(--text-1);
    }
    .preset[aria-pressed='true'] {
      border-color: var(--hairline-strong);
      background: var(--surface-3);
      color: var(--text-1);
    }
    .shape {
      width: 1.125rem;
      border: 1.5px solid currentcolor;
      border-radius: 2px;
    }
    .shape.tall {
      width: auto;
      height: 1.125rem;
    }
  `,
})
export class AspectRatioField {
  readonly size = input.required<Size>();
  readonly width = input.required<NumberOption>();
  readonly height = input.required<NumberOption>();
  readonly picked = output<Size>();

  private readonly tall = computed(() => this.size().width < this.size().height);
  protected readonly presets = computed(() =>
    ASPECT_RATIOS.map(([long, short]) => {
      const [wide, high] = this.tall() ? [short, long] : [long, short];
      const ratio = wide / high;
      return {
        ratio,
        label: `${wide}:${high}`,
        pressed: hasRatio(this.size(), ratio),
        size: sizeOfRatio(ratio, this.size(), this.width(), this.height()),
      };
    }).filter((preset) => hasRatio(preset.size, preset.ratio)),
  );
  /** Undefined where the model does not take it, or nothing would change. */
  protected readonly swapped = computed(() => {
    const { width, height } = this.size();
    const fits = inside(height, this.width()) && inside(width, this.height());
    return fits && width !== height ? { width: height, height: width } : undefined;
  });

  protected swap(): void {
    const size = this.swapped();
    if (size !== undefined) this.picked.emit(size);
  }
}

function inside(value: number, { min, max }: NumberOption): boolean {
  return value >= min && value <= max;
}
