import { Injectable, signal } from '@angular/core';

const KEY = 'cyberimage.job';

/** Which job this tab shows; a reload finds it again. */
@Injectable({ providedIn: 'root' })
export class FocusedJob {
  private readonly state = signal<string | undefined>(sessionStorage.getItem(KEY) ?? undefined);
  readonly id = this.state.asReadonly();

  set(id: string | undefined): void {
    this.state.set(id);
    if (id === undefined) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, id);
  }
}
