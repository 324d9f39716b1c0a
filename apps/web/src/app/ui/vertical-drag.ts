import { DestroyRef, Directive, ElementRef, inject, output } from '@angular/core';

/** Shorter movements are taps and clicks. */
const LEAST_PX = 4;

/** So near to the edge of the window the page scrolls along. */
const EDGE_PX = 96;
const SCROLL_PX = 12;

/** A handle that is dragged up and down, with a mouse, a pen or a finger. Escape lets go. */
@Directive({
  selector: '[appVerticalDrag]',
  host: {
    // Elsewhere a finger scrolls.
    '[style.touch-action]': "'none'",
    '(pointerdown)': 'begin($event)',
    '(pointermove)': 'follow($event)',
    '(pointerup)': 'end(true)',
    '(pointercancel)': 'end(false)',
    '(lostpointercapture)': 'end(false)',
    '(document:keydown.escape)': 'end(false)',
  },
})
export class VerticalDrag {
  private readonly handle = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;

  /** How far it is now from where it was taken up, in pixels of the page. */
  readonly dragged = output<number>();
  /** It is over: whether it was put down, rather than let go of. */
  readonly released = output<boolean>();

  private pointer: number | undefined;
  private startY = 0;
  private y = 0;
  private isDragging = false;
  private frame: number | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.stop());
  }

  protected begin(event: PointerEvent): void {
    if (event.button !== 0 || this.pointer !== undefined) return;
    this.pointer = event.pointerId;
    this.y = event.clientY;
    this.startY = event.clientY + scrollY;
    this.handle.setPointerCapture(event.pointerId);
  }

  protected follow(event: PointerEvent): void {
    if (event.pointerId !== this.pointer) return;
    this.y = event.clientY;
    if (!this.isDragging && Math.abs(this.distance()) < LEAST_PX) return;
    this.isDragging = true;
    this.frame ??= requestAnimationFrame(() => this.scroll());
    this.dragged.emit(this.distance());
  }

  protected end(isPut: boolean): void {
    const wasDragging = this.isDragging;
    this.stop();
    if (wasDragging) this.released.emit(isPut);
  }

  private stop(): void {
    this.pointer = undefined;
    this.isDragging = false;
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
  }

  private distance(): number {
    return this.y + scrollY - this.startY;
  }

  private scroll(): void {
    const by = this.y < EDGE_PX ? -SCROLL_PX : this.y > innerHeight - EDGE_PX ? SCROLL_PX : 0;
    const before = scrollY;
    if (by !== 0) scrollBy({ top: by, behavior: 'instant' });
    if (scrollY !== before) this.dragged.emit(this.distance());
    this.frame = requestAnimationFrame(() => this.scroll());
  }
}
