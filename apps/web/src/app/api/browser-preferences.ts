import { effect, Injectable, signal, type WritableSignal } from '@angular/core';

import { lastingStorage, readStored, writeStored } from './browser-storage';

/** How this browser shows the studio; other devices have preferences of their own. */
@Injectable({ providedIn: 'root' })
export class BrowserPreferences {
  /** Nothing moves that need not, whatever the system says. */
  readonly reducedMotion = remembered('cyberimage.reduced-motion', false);
  /** A question before a single picture goes to the trash. */
  readonly confirmDeletes = remembered('cyberimage.confirm-deletes', true);

  constructor() {
    effect(() => {
      document.documentElement.toggleAttribute('data-reduced-motion', this.reducedMotion());
    });
  }
}

function remembered(key: string, byDefault: boolean): WritableSignal<boolean> {
  const stored = readStored(lastingStorage, key);
  const value = signal(stored === undefined ? byDefault : stored === 'true');
  effect(() => writeStored(lastingStorage, key, value() === byDefault ? undefined : String(value())));
  return value;
}
