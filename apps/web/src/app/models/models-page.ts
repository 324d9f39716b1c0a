import { Component, computed, inject, signal } from '@angular/core';

import type { ConfiguredModel } from '../api/generated/models/configured-model';
import { ModelLibrary } from '../api/model-library';
import { ModelStore } from '../api/model-store';
import { toProblem } from '../api/problem';
import { formatBytes } from '../ui/format/bytes';
import { Message } from '../ui/message';
import { Notice } from '../ui/notice';
import { ModelCard } from './model-card';
import { ModelForm } from './model-form';

/** The models of this machine with their files and downloads, and those that other backends offer. */
@Component({
  selector: 'app-models-page',
  host: { class: 'page' },
  imports: [Message, ModelCard, ModelForm, Notice],
  providers: [ModelLibrary],
  templateUrl: './models-page.html',
  styleUrl: './models-page.css',
})
export class ModelsPage {
  protected readonly library = inject(ModelLibrary);
  private readonly offered = inject(ModelStore).models;

  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly editing = signal<ConfiguredModel | undefined>(undefined);

  protected readonly summary = computed(() => {
    const disk = this.library.disk();
    const bytes = this.library
      .models()
      .reduce((sum, model) => sum + (model.disk_bytes ?? 0) + (model.partial_bytes ?? 0), 0);
    const taken = $localize`The models take ${formatBytes(bytes)}:TAKEN:`;
    if (disk === null) return taken;
    return $localize`${taken}:SENTENCE:; ${formatBytes(disk.free_bytes)}:FREE: are free at ${disk.path}:PATH:`;
  });

  /** What the other backends offer, by backend. */
  protected readonly elsewhere = computed(() => {
    const own = new Set(this.library.models().map(({ backend }) => backend));
    return this.library
      .backends()
      .filter(({ id }) => !own.has(id))
      .map((backend) => ({
        backend,
        name: backend.alias ?? backend.name,
        models: this.offered().filter((model) => model.backend.id === backend.id),
      }))
      .filter(({ models }) => models.length > 0);
  });

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
  }

  protected unloadAll(id: string): Promise<void> {
    return this.attempt(() => this.library.unloadAll(id));
  }

  protected refresh(id: string): Promise<void> {
    return this.attempt(() => this.library.refreshBackend(id));
  }

  private async attempt(action: () => Promise<void>): Promise<void> {
    this.problem.set(undefined);
    try {
      await action();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
  }
}
