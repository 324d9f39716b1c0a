import { inject, Injectable, signal } from '@angular/core';

import { EventStream } from './event-stream';
import type { Model } from './generated/models/model';
import { LOADING, READY, type LoadState } from './load-state';
import { toProblem } from './problem';
import { StudioApi } from './studio-api';

/** The models on offer, kept fresh as backends come and go. */
@Injectable({ providedIn: 'root' })
export class ModelStore {
  private readonly api = inject(StudioApi);
  private readonly list = signal<readonly Model[]>([]);
  private readonly load = signal<LoadState>(LOADING);

  readonly models = this.list.asReadonly();
  readonly state = this.load.asReadonly();

  constructor() {
    inject(EventStream).listen((event) => {
      if (event.type === 'backend-changed' || event.type === 'reset') void this.refresh();
    });
    void this.refresh();
  }

  async refresh(): Promise<void> {
    try {
      this.list.set(await this.api.models());
      this.load.set(READY);
    } catch (error) {
      this.load.set({ kind: 'failed', problem: toProblem(error) });
    }
  }
}
