import { Injectable, signal } from '@angular/core';

import { readStored, tabStorage, writeStored } from './browser-storage';

const KEY = 'cyberimage.job';

/** Which job this tab shows; a reload finds it again. */
@Injectable({ providedIn: 'root' })
export class FocusedJob {
  private readonly state = signal(readStored(tabStorage, KEY));
  readonly id = this.state.asReadonly();

  set(id: string | undefined): void {
    this.state.set(id);
    writeStored(tabStorage, KEY, id);
  }
}
