import { Component } from '@angular/core';

/** The mark: a C whose opening dissolves into pixels. */
@Component({
  selector: 'app-logo',
  template: `
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M21.5 9.5A8.5 8.5 0 1 0 21.5 22.5"
        fill="none"
        stroke="currentcolor"
        stroke-width="3"
        stroke-linecap="round"
      />
      <path class="pixels" d="M14 13.5h5v5h-5zM21 14.25h3.5v3.5H21zM26.25 15h2v2h-2z" />
    </svg>
  `,
  styles: `
    :host {
      display: inline-flex;
    }
    svg {
      width: 2.25rem;
      height: 2.25rem;
    }
    .pixels {
      fill: var(--accent);
    }
  `,
})
export class Logo {}
