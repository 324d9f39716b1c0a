import { Component, computed, input } from '@angular/core';

/** Strokes on a 20 × 20 grid. */
const PATHS = {
  generate:
    'M3 7V4.5A1.5 1.5 0 0 1 4.5 3H7M13 3h2.5A1.5 1.5 0 0 1 17 4.5V7M17 13v2.5a1.5 1.5 0 0 1-1.5 1.5H13M7 17H4.5A1.5 1.5 0 0 1 3 15.5V13M10 6.8v6.4M6.8 10h6.4',
  gallery: 'M3 3.5h6v6H3zM11 3.5h6v4h-6zM11 9.5h6v7h-6zM3 11.5h6v5H3z',
  queue: 'M3 5h14M3 10h14M3 15h8M15 13v4M13 15h4',
  audit: 'M5.5 3h9a1 1 0 0 1 1 1v13l-2.5-1.5L10 17l-3-1.5L4.5 17V4a1 1 0 0 1 1-1zM7.5 7h5M7.5 10.5h3',
  server:
    'M4.5 3.5h11a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1zM4.5 10.5h11a1 1 0 0 1 1 1v4a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-4a1 1 0 0 1 1-1zM6.5 6.5h.01M6.5 13.5h.01',
  model: 'M10 2.8l6.5 3.6v7.2L10 17.2l-6.5-3.6V6.4zM3.5 6.4L10 10l6.5-3.6M10 10v7.2',
  plugin: 'M7.5 3v3.5M12.5 3v3.5M5.5 6.5h9v3.5a4.5 4.5 0 0 1-9 0zM10 14.5V17',
  more: 'M3.5 10a1 1 0 1 0 2 0a1 1 0 1 0-2 0M9 10a1 1 0 1 0 2 0a1 1 0 1 0-2 0M14.5 10a1 1 0 1 0 2 0a1 1 0 1 0-2 0',
  palette:
    'M10 3a7 7 0 1 0 0 14c1.2 0 1.6-.8 1.2-1.7-.5-1.1.1-2.3 1.5-2.3H15a2 2 0 0 0 2-2A7.5 7.5 0 0 0 10 3zM6.5 9h.01M9 6.3h.01M12.5 7h.01',
  edit: 'M12.5 4.5l3 3M4 16l.8-3.8L13 4a1.4 1.4 0 0 1 2 0l1 1a1.4 1.4 0 0 1 0 2l-8.2 8.2z',
  search: 'M13 13l4 4M3.5 8.8a5.3 5.3 0 1 0 10.6 0a5.3 5.3 0 1 0-10.6 0',
  heart: 'M10 16.5S3.5 12.7 3.5 8A3.5 3.5 0 0 1 10 6a3.5 3.5 0 0 1 6.5 2c0 4.7-6.5 8.5-6.5 8.5z',
  enrich:
    'M8 3l1.5 4L13.5 8.5L9.5 10L8 14L6.5 10L2.5 8.5L6.5 7zM15 11.5l.8 2.2l2.2.8l-2.2.8L15 17.5l-.8-2.2l-2.2-.8l2.2-.8z',
  history: 'M10 6.5V10l2.5 1.5M3.5 10a6.5 6.5 0 1 0 2-4.7L3.5 7M3.5 3.5V7H7',
  swap: 'M3.5 7h12.5M13 4l3 3l-3 3M16.5 13H4M7 10l-3 3l3 3',
  grip: 'M7.5 5h.01M12.5 5h.01M7.5 10h.01M12.5 10h.01M7.5 15h.01M12.5 15h.01',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6 4l10 6l-10 6z',
  up: 'M10 16V4.5M5.5 9L10 4.5L14.5 9',
  down: 'M10 4v11.5M5.5 11L10 15.5L14.5 11',
  dice: 'M3.5 5.5a2 2 0 0 1 2-2h9a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-9a2 2 0 0 1-2-2zM7 7h.01M13 7h.01M10 10h.01M7 13h.01M13 13h.01',
  repeat: 'M4 8.5a6 6 0 0 1 10.5-2.5L16.5 8M16.5 4v4h-4M16 11.5a6 6 0 0 1-10.5 2.5L3.5 12M3.5 16v-4h4',
  download: 'M10 3v9.5M6 8.8l4 4 4-4M3.5 16.5h13',
  trash: 'M3.5 5.5h13M8 5.5v-2h4v2M5.5 5.5l.7 11h7.6l.7-11M8.5 8.5v5M11.5 8.5v5',
  copy: 'M7 7V4.5a1 1 0 0 1 1-1h7.5a1 1 0 0 1 1 1V12a1 1 0 0 1-1 1H13M4.5 7H12a1 1 0 0 1 1 1v7.5a1 1 0 0 1-1 1H4.5a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1z',
  compare: 'M10 2.5v15M8 4.5H4a1 1 0 0 0-1 1v9a1 1 0 0 0 1 1h4M12 4.5h4a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-4',
  check: 'M4 10.5l4 4 8-9',
  close: 'M5 5l10 10M15 5L5 15',
  left: 'M12 4.5L6.5 10l5.5 5.5',
  right: 'M8 4.5l5.5 5.5L8 15.5',
  details:
    'M8 3.5H4.5a1 1 0 0 0-1 1V8M12 3.5h3.5a1 1 0 0 1 1 1V8M8 16.5H4.5a1 1 0 0 1-1-1V12M12 16.5h3.5a1 1 0 0 0 1-1V12',
  sliders: 'M3 6h8M15 6h2M3 14h2M9 14h8M11 6a2 2 0 1 0 4 0a2 2 0 1 0-4 0M5 14a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  picture:
    'M4.5 3.5h11a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1zM3.5 13.5l4-4l3.5 3.5l2-2l3.5 3.5M12.5 7.2h.01',
  brush:
    'M16.5 3.5c-3 1-6.5 4-8 7l1.5 1.5c3-1.5 6-5 7-8zM7.5 11.5c-2 0-3 1.5-3 3.2c0 .8-.5 1.3-1.2 1.6c2.7.7 5.7-.3 5.7-3.3',
  eraser: 'M8.5 16h8M11.5 3.8l5 5l-7 7h-3l-3-3a1 1 0 0 1 0-1.400zM7.5 7.8l5 5',
  hand: 'M10 3v14M3 10h14M7.8 5.2L10 3l2.2 2.2M7.8 14.8L10 17l2.2-2.2M5.2 7.8L3 10l2.2 2.2M14.8 7.8L17 10l-2.2 2.2',
  undo: 'M7.5 4L3.5 8l4 4M3.5 8h8a5 5 0 0 1 0 8H8',
  redo: 'M12.5 4l4 4l-4 4M16.5 8h-8a5 5 0 0 0 0 8H12',
  info: 'M10 9.2v4.3M10 6.5h.01M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0',
  alert: 'M10 7.5v3.5M10 13.7h.01M10 3l7.5 13.5h-15z',
  chevron: 'M5 7.5l5 5 5-5',
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative line icon; the control around it carries the name. */
@Component({
  selector: 'app-icon',
  template: `<svg viewBox="0 0 20 20" aria-hidden="true" [class.filled]="filled()">
    <path [attr.d]="path()" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
      flex: none;
    }
    svg {
      width: 1.25em;
      height: 1.25em;
      fill: none;
      stroke: currentcolor;
      stroke-width: 1.5;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
    .filled {
      fill: currentcolor;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  readonly filled = input(false);
  protected readonly path = computed(() => PATHS[this.name()]);
}
