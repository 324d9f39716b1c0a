import { Component, computed, input, linkedSignal, output } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { Image } from '../api/generated/models/image';
import { formatElapsed } from '../ui/format/duration';
import { Icon } from '../ui/icon';
import { PictureFrame } from '../ui/picture-frame';

/** The pictures of a job: one large, the others to choose from, and what can be done with it. */
@Component({
  selector: 'app-job-result',
  imports: [Icon, PictureFrame, RouterLink],
  templateUrl: './job-result.html',
  styleUrl: './job-result.css',
})
export class JobResult {
  readonly images = input.required<readonly Image[]>();
  readonly seedUsed = output<string>();

  private readonly chosen = linkedSignal<string | undefined, string | undefined>({
    source: () => this.images()[0]?.job_id ?? undefined,
    computation: () => undefined,
  });
  protected readonly image = computed(
    () => this.images().find((image) => image.id === this.chosen()) ?? this.images()[0],
  );
  protected readonly facts = computed(() => {
    const image = this.image();
    if (image === undefined) return [];
    const seconds = image.generation_seconds;
    return [
      `${image.width} × ${image.height}`,
      $localize`Seed ${image.seed}:seed:`,
      ...(seconds === null ? [] : [formatElapsed(seconds)]),
    ];
  });

  protected choose(id: string): void {
    this.chosen.set(id);
  }

  protected openWords(prompt: string): string {
    return $localize`Open details: ${prompt}:prompt:`;
  }

  protected pictureWords(number: number): string {
    return $localize`Picture ${number}:number:`;
  }
}
