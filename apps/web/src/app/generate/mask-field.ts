import { Component, computed, inject, input, output, signal } from '@angular/core';

import { InputStore, inputUrl } from '../api/input-store';
import { toProblem } from '../api/problem';
import { FieldError } from '../ui/field-error';
import { FieldHelp } from '../ui/field-help';
import { Icon } from '../ui/icon';
import { MaskPainter } from './mask-painter';

/** Which part of a picture is painted anew. */
@Component({
  selector: 'app-mask-field',
  imports: [FieldError, FieldHelp, Icon, MaskPainter],
  template: `
    <app-field-help [label]="label()" [help]="help()">
      <span class="label" [id]="name() + '-label'">{{ label() }}</span>
    </app-field-help>
    <div role="group" [attr.aria-labelledby]="name() + '-label'">
      @if (value()) {
        <div class="preview">
          <img [src]="pictureUrl()" i18n-alt alt="The picture with its mask" />
          <span class="tint" [style.mask-image]="'url(' + maskUrl() + ')'"></span>
        </div>
      }
      <div class="tools">
        <button type="button" class="button small" [attr.aria-disabled]="sending() || null" (click)="paint()">
          <app-icon name="brush" />
          @if (value()) {
            <ng-container i18n>Change the mask</ng-container>
          } @else {
            <ng-container i18n>Paint a mask</ng-container>
          }
        </button>
        @if (value()) {
          <button i18n type="button" class="button quiet small" (click)="valueChange.emit('')">Remove</button>
        } @else {
          <button i18n type="button" class="button quiet small" (click)="file.click()">Use a file</button>
        }
      </div>
      <input
        #file
        type="file"
        accept="image/*"
        hidden
        [attr.aria-labelledby]="name() + '-label'"
        (change)="chosen($event)"
      />
    </div>
    @if (painting()) {
      <app-mask-painter
        [picture]="pictureUrl()"
        [mask]="maskUrl()"
        (painted)="keep($event)"
        (closed)="painting.set(false)"
      />
    }
    <app-field-error [id]="name() + '-error'" [message]="problem() ?? error()" />
  `,
  styles: `
    :host {
      display: block;
      min-width: 0;
    }
    .label {
      color: var(--text-2);
      font-size: var(--type-2);
    }
    .preview {
      display: grid;
      justify-content: center;
      margin-bottom: var(--space-2);
      overflow: hidden;
      border: 1px solid var(--hairline-strong);
      border-radius: var(--radius-2);
      background: var(--surface-1);
    }
    .preview > * {
      grid-area: 1 / 1;
    }
    .preview img {
      max-height: 9rem;
    }
    .tint {
      background: var(--accent);
      mask-mode: luminance;
      mask-size: 100% 100%;
      opacity: 0.6;
    }
    .tools {
      display: flex;
      flex-wrap: wrap;
      gap: var(--space-2);
    }
  `,
})
export class MaskField {
  private readonly inputs = inject(InputStore);

  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input<string>();
  readonly error = input<string>();
  /** The id of the picture that the mask lies on. */
  readonly picture = input.required<string>();
  /** The id of the stored mask; empty for none. */
  readonly value = input.required<string>();
  readonly valueChange = output<string>();

  protected readonly painting = signal(false);
  protected readonly sending = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly pictureUrl = computed(() => inputUrl(this.picture()));
  protected readonly maskUrl = computed(() => (this.value() === '' ? undefined : inputUrl(this.value())));

  protected paint(): void {
    if (!this.sending()) this.painting.set(true);
  }

  protected chosen(event: Event): void {
    const field = event.target as HTMLInputElement;
    const [file] = field.files ?? [];
    field.value = '';
    if (file !== undefined) void this.keep(file);
  }

  protected async keep(mask: Blob): Promise<void> {
    this.sending.set(true);
    this.problem.set(undefined);
    try {
      this.valueChange.emit((await this.inputs.upload(mask)).id);
    } catch (error) {
      this.problem.set(toProblem(error).message);
    } finally {
      this.sending.set(false);
    }
  }
}
