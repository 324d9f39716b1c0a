import { Directive, output } from '@angular/core';

/** Shorter movements, and those that go rather up or down, are taps and scrolls. */
const LEAST_PX = 48;

/** Tells a finger's swipe to the left or to the right. */
@Directive({
  selector: '[appSwipe]',
  host: {
    '(touchstart)': 'begin($event)',
    '(touchend)': 'end($event)',
    '(touchcancel)': 'start = undefined',
  },
})
export class Swipe {
  readonly swiped = output<'left' | 'right'>();
  protected start: Touch | undefined;

  protected begin(event: TouchEvent): void {
    // Two fingers zoom.
    this.start = event.touches.length === 1 ? event.touches[0] : undefined;
  }

  protected end(event: TouchEvent): void {
    const [from, to] = [this.start, event.changedTouches[0]];
    this.start = undefined;
    // What is zoomed in is being moved about, not turned over.
    if (from === undefined || to === undefined || (visualViewport?.scale ?? 1) > 1) return;
    const [x, y] = [to.clientX - from.clientX, to.clientY - from.clientY];
    if (Math.abs(x) < LEAST_PX || Math.abs(x) < 2 * Math.abs(y)) return;
    this.swiped.emit(x < 0 ? 'left' : 'right');
  }
}
