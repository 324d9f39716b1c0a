import { Component, computed, inject, input, output, signal } from '@angular/core';

import type { ConfiguredModel } from '../api/generated/models/configured-model';
import { ModelLibrary } from '../api/model-library';
import { toProblem } from '../api/problem';
import { Notice } from '../ui/notice';
import { ProgressBar } from '../ui/progress-bar';
import { downloadFraction, downloadWords, modelFacts } from './model-words';
import { RemoveModelDialog } from './remove-model-dialog';

/** One configured model: how it is, its download, and what can be done with it. */
@Component({
  selector: 'app-model-card',
  imports: [Notice, ProgressBar, RemoveModelDialog],
  templateUrl: './model-card.html',
  styleUrl: './model-card.css',
})
export class ModelCard {
  private readonly library = inject(ModelLibrary);
  readonly model = input.required<ConfiguredModel>();
  readonly edited = output();

  protected readonly busy = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly facts = computed(() => modelFacts(this.model()));
  protected readonly downloadLabel = computed(() => $localize`Download of ${this.model().name}:MODEL:`);
  protected readonly isAdded = computed(() => this.model().origin === 'added');

  /** The download, in words and as a line. */
  protected readonly download = computed(() => {
    const { download } = this.model();
    if (download === null) return undefined;
    const { state, error } = download;
    return { state, error, words: downloadWords(download), fraction: downloadFraction(download) };
  });

  protected fetch(): Promise<void> {
    return this.attempt(() => this.library.download(this.model().name));
  }

  protected pause(): Promise<void> {
    return this.attempt(() => this.library.pauseDownload(this.model().name));
  }

  protected cancel(): Promise<void> {
    return this.attempt(() => this.library.cancelDownload(this.model().name));
  }

  protected unload(): Promise<void> {
    return this.attempt(() => this.library.unload(this.model().name));
  }

  protected remove(withFiles: boolean): Promise<void> {
    return this.attempt(() => this.library.remove(this.model().name, withFiles));
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await action();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    } finally {
      this.busy.set(false);
    }
  }
}
