import { Component, input } from '@angular/core';

/** A box of a picture's proportions, as large as its place allows; the column it stands in is a container. */
@Component({
  selector: 'app-picture-frame',
  template: `<div class="frame" [class.glowing]="glowing()"><ng-content /></div>`,
  host: { '[style.--ratio]': 'width() / height()' },
  styles: `
    :host {
      display: grid;
      flex: 0 1 min(100cqw / var(--ratio), 52rem);
      place-items: center;
      min-height: 0;
      container-type: size;
    }
    .frame {
      position: relative;
      width: min(100cqw, 100cqh * var(--ratio), 52rem);
      aspect-ratio: var(--ratio);
      overflow: clip;
      border-radius: var(--radius-2);
      background: var(--surface-1);
      outline: 1px solid var(--hairline);
      outline-offset: -1px;
      transition: box-shadow var(--slow) var(--ease);
    }
    .glowing {
      outline-color: var(--accent-line);
      box-shadow: var(--glow);
    }
    @media (width < 48rem) {
      :host {
        flex: none;
        container-type: inline-size;
      }
      .frame {
        width: min(100cqw, 56dvh * var(--ratio));
      }
    }
  `,
})
export class PictureFrame {
  readonly width = input.required<number>();
  readonly height = input.required<number>();
  readonly glowing = input(false);
}
