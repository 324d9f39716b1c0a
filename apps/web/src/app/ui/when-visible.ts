import { afterRenderEffect, Directive, ElementRef, inject, input, output } from '@angular/core';

/** How far ahead of the screen's edge to speak up. */
const AHEAD = '800px';

/** Says when its element comes near the screen, for as long as it is switched on. */
@Directive({ selector: '[appWhenVisible]' })
export class WhenVisible {
  readonly enabled = input.required<boolean>({ alias: 'appWhenVisible' });
  readonly visible = output();

  constructor() {
    const element = inject<ElementRef<Element>>(ElementRef).nativeElement;
    afterRenderEffect((onCleanup) => {
      if (!this.enabled()) return;
      const observer = new IntersectionObserver(
        (entries) => {
          if (entries.some((entry) => entry.isIntersecting)) this.visible.emit();
        },
        { rootMargin: AHEAD },
      );
      observer.observe(element);
      onCleanup(() => observer.disconnect());
    });
  }
}
