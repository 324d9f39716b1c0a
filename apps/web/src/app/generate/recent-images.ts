import { Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { Image } from '../api/generated/models/image';

const SHOWN = 16;

/** The last pictures in a row; the rest is in the gallery. */
@Component({
  selector: 'app-recent-images',
  imports: [RouterLink],
  template: `
    @if (recent().length > 0) {
      <section aria-labelledby="recent-images">
        <h2 i18n class="eyebrow" id="recent-images">Recent</h2>
        <ul>
          @for (image of recent(); track image.id) {
            <li>
              <a [routerLink]="['/gallery', image.id]">
                <img [src]="image.thumbnail_url" [alt]="image.prompt" width="72" height="72" loading="lazy" />
              </a>
            </li>
          }
        </ul>
      </section>
    }
  `,
  styles: `
    section {
      display: grid;
      gap: var(--space-2);
    }
    ul {
      display: flex;
      gap: var(--space-2);
      overflow-x: auto;
      margin: -3px;
      padding: 3px;
      scrollbar-width: thin;
    }
    li {
      flex: none;
      animation: appear var(--slow) var(--ease);
    }
    a {
      display: block;
      border-radius: var(--radius-1);
    }
    img {
      width: 4.5rem;
      height: 4.5rem;
      border-radius: var(--radius-1);
      background: var(--surface-2);
      object-fit: cover;
      opacity: 0.86;
      transition: opacity var(--fast) var(--ease);
    }
    @media (orientation: portrait) and (width >= 48rem) {
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(4rem, 1fr));
      }
      img {
        width: 100%;
        height: auto;
        aspect-ratio: 1;
      }
    }
    a:hover img,
    a:focus-visible img {
      opacity: 1;
    }
  `,
})
export class RecentImages {
  readonly images = input.required<readonly Image[]>();
  protected readonly recent = computed(() => this.images().slice(0, SHOWN));
}
