import { DestroyRef, Directive, inject, output } from '@angular/core';

const HOLD_MS = 450;
/** A finger that moves further scrolls. */
const STILL_PX = 10;

/** Tells that a finger rests on an element; the tap at its end is swallowed, and the browser's own menu too. */
@Directive({
  selector: '[appLongPress]',
  host: {
    '(pointerdown)': 'begin($event)',
    '(pointermove)': 'move($event)',
    '(pointerup)': 'stop()',
    '(pointercancel)': 'stop()',
    '(contextmenu)': 'refuse($event)',
  },
})
export class LongPress {
  readonly held = output({ alias: 'appLongPress' });
  private timer: ReturnType<typeof setTimeout> | undefined;
  private start: PointerEvent | undefined;
  private isHeld = false;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  protected begin(event: PointerEvent): void {
    this.stop();
    this.isHeld = false;
    if (event.pointerType !== 'touch' || !event.isPrimary) return;
    this.start = event;
    this.timer = setTimeout(() => {
      this.isHeld = true;
      swallowTap();
      this.held.emit();
    }, HOLD_MS);
  }

  protected move({ clientX, clientY }: PointerEvent): void {
    if (this.start === undefined) return;
    const distance = Math.hypot(clientX - this.start.clientX, clientY - this.start.clientY);
    if (distance > STILL_PX) this.stop();
  }

  protected stop(): void {
    clearTimeout(this.timer);
    this.start = undefined;
  }

  protected refuse(event: Event): void {
    if (this.start !== undefined || this.isHeld) event.preventDefault();
  }
}

/** The tap at the end may meet another element: what was held is often drawn anew. */
function swallowTap(): void {
  const ends = new AbortController();
  const options = { capture: true, signal: ends.signal };
  const swallow = (event: Event): void => {
    ends.abort();
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('click', swallow, options);
  document.addEventListener('pointerdown', () => ends.abort(), options);
}
