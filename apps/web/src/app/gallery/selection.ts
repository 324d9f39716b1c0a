import { computed, Injectable, signal } from '@angular/core';

/** Which pictures are chosen. Lives as long as the gallery is open. */
@Injectable()
export class Selection {
  private readonly chosen = signal<ReadonlySet<string>>(new Set());
  private readonly choosing = signal(false);
  /** Where a range begins: the picture that was chosen last. */
  private anchor: string | undefined;

  readonly ids = this.chosen.asReadonly();
  readonly count = computed(() => this.chosen().size);
  /** Whether a tap on a picture chooses it instead of opening it. */
  readonly active = computed(() => this.choosing() || this.count() > 0);

  begin(): void {
    this.choosing.set(true);
  }

  end(): void {
    this.choosing.set(false);
    this.chosen.set(new Set());
    this.anchor = undefined;
  }

  toggle(id: string): void {
    this.choosing.set(true);
    const next = new Set(this.chosen());
    if (!next.delete(id)) next.add(id);
    this.chosen.set(next);
    this.anchor = id;
  }

  /** Chooses everything from the last chosen picture to this one, in the order of `ids`. */
  extendTo(id: string, ids: readonly string[]): void {
    const from = ids.indexOf(this.anchor ?? id);
    const to = ids.indexOf(id);
    if (from < 0 || to < 0) return this.toggle(id);
    this.choosing.set(true);
    const range = ids.slice(Math.min(from, to), Math.max(from, to) + 1);
    this.chosen.update((chosen) => new Set([...chosen, ...range]));
    this.anchor = id;
  }

  choose(ids: readonly string[]): void {
    this.choosing.set(true);
    this.chosen.set(new Set(ids));
  }

  /** Lets go of pictures that are no longer there. */
  keepOnly(there: (id: string) => boolean): void {
    const left = [...this.chosen()].filter(there);
    if (left.length < this.count()) this.chosen.set(new Set(left));
  }
}
