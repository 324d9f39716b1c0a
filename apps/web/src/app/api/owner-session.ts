import { inject, Injectable, signal } from '@angular/core';

import { Api } from './generated/api';
import { ownerProve } from './generated/fn/owner/owner-prove';
import { ownerShow } from './generated/fn/owner/owner-show';
import { toProblem } from './problem';

const NEEDS_OWNER = 401;

/** Does what only the owner may. Where this browser has not shown the key yet, somebody is asked for it first. */
@Injectable()
export class OwnerSession {
  private readonly file = signal<string | undefined>(undefined);
  private answer: ((isShown: boolean) => void) | undefined;

  /** Where the key that is asked for lies; undefined while none is asked for. */
  readonly askedFor = this.file.asReadonly();

  private readonly api = inject(Api);

  /** @returns whether it was done; not where the key was asked for and not shown */
  async run(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
    } catch (error) {
      if (toProblem(error).status !== NEEDS_OWNER) throw error;
      if (!(await this.ask())) return false;
      await action();
    }
    return true;
  }

  /** @throws when it is not the key */
  async show(key: string): Promise<void> {
    await this.api.invoke(ownerProve, { body: { key } });
    this.settle(true);
  }

  dismiss(): void {
    this.settle(false);
  }

  private async ask(): Promise<boolean> {
    const { key_file: file } = await this.api.invoke(ownerShow);
    return new Promise((resolve) => {
      this.answer = resolve;
      this.file.set(file);
    });
  }

  private settle(isShown: boolean): void {
    this.file.set(undefined);
    this.answer?.(isShown);
    this.answer = undefined;
  }
}
