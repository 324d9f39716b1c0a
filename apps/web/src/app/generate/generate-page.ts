import {
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Router, RouterLink } from '@angular/router';

import { type Connection, EventStream } from '../api/event-stream';
import { LatestImages } from '../api/latest-images';
import type { Job } from '../api/generated/models/job';
import { InputStore } from '../api/input-store';
import { JobStore } from '../api/job-store';
import { ModelStore } from '../api/model-store';
import type { OptionValues } from '../api/option-value';
import { toProblem } from '../api/problem';
import { isFinished } from '../api/reduce-jobs';
import { StyleStore } from '../api/style-store';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { ActiveJobs } from './active-jobs';
import { Composer } from './composer';
import { GenerationForm } from './generation-form';
import { PromptHistory } from './prompt-history';
import { RecentImages } from './recent-images';
import { Settings } from './settings';
import { Stage } from './stage';

/** How many pictures a set of variations has, where the model makes several at once. */
const VARIATIONS = 4;

/**
 * The room where pictures are made. `?image=<id>` or `?job=<id>` fills the form with what that was made with
 * (`&variations=true` for several with other seeds); `?seed=<n>` takes a seed alone;
 * `?input=<id>` starts from that picture; `?edit=<id>` changes a job that waits.
 */
@Component({
  selector: 'app-generate-page',
  imports: [ActiveJobs, Composer, Icon, Notice, RecentImages, RouterLink, Settings, Stage],
  templateUrl: './generate-page.html',
  styleUrl: './generate-page.css',
  host: { '(document:keydown)': 'press($event)' },
})
export class GeneratePage {
  protected readonly form = inject(GenerationForm);
  protected readonly jobs = inject(JobStore);
  protected readonly gallery = inject(LatestImages);
  private readonly models = inject(ModelStore);
  private readonly inputs = inject(InputStore);
  private readonly history = inject(PromptHistory);
  private readonly styles = inject(StyleStore);
  private readonly router = inject(Router);
  private readonly composer = viewChild.required(Composer);

  readonly image = input<string>();
  readonly job = input<string>();
  readonly edit = input<string>();
  readonly seed = input<string>();
  /** A picture of the gallery to start from. */
  readonly input = input<string>();
  readonly variations = input<string>();

  private sending = false;
  /** What to tell about the last action beyond the fields, until the studio is there again. */
  protected readonly problem = linkedSignal<Connection, string | undefined>({
    source: inject(EventStream).connection,
    computation: (connection, previous) =>
      connection === 'open' && previous?.source === 'lost' ? undefined : previous?.value,
  });
  protected readonly notes = signal<readonly string[]>([]);

  protected readonly prompt = computed(() => this.form.fields().find((field) => field.name === 'prompt'));
  protected readonly others = computed(() =>
    this.jobs.active().filter((job) => job.id !== this.jobs.focused()?.id),
  );
  protected readonly lastSeed = computed(
    () => this.jobs.focused()?.images[0]?.seed ?? this.gallery.images()[0]?.seed ?? undefined,
  );
  protected readonly action = computed(() =>
    this.edit() === undefined ? $localize`Generate` : $localize`Save changes`,
  );
  protected readonly reason = computed(() => {
    const model = this.form.model();
    return model === undefined ? $localize`No model is loaded yet.` : model.unavailable;
  });

  constructor() {
    scrollTo({ top: 0, behavior: 'instant' });
    effect(() => {
      const [image, job, seed] = [this.image(), this.edit() ?? this.job(), this.seed()];
      const source = this.input();
      if (this.models.models().length === 0) return;
      if (image !== undefined) untracked(() => void this.reuse(this.settingsOfImage(image)));
      else if (job !== undefined) untracked(() => void this.reuse(this.settingsOfJob(job)));
      else if (seed !== undefined) untracked(() => this.takeSeed(seed));
      else if (source !== undefined) untracked(() => void this.startFrom(source));
    });
  }

  protected async generate(): Promise<void> {
    if (this.sending || this.reason() !== undefined) return;
    this.problem.set(undefined);
    this.notes.set([]);
    const request = this.form.request();
    if (request === undefined) {
      if (this.prompt()?.error !== undefined) this.composer().focus();
      return;
    }
    this.sending = true;
    this.history.remember(request.prompt ?? '');
    try {
      const edited = this.edit();
      if (edited !== undefined) {
        await this.jobs.edit(edited, request);
        await this.router.navigate(['/queue']);
        return;
      }
      this.notes.set(await this.jobs.submit(request));
      // On a phone the settings are below the stage.
      scrollTo({ top: 0 });
    } catch (error) {
      this.problem.set(this.form.refuse(toProblem(error)));
    } finally {
      this.sending = false;
    }
  }

  protected async cancel(id: string): Promise<void> {
    try {
      await this.jobs.cancel(id);
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
  }

  protected async again(job: Job): Promise<void> {
    this.form.fill(job.model, job.request, this.styles.styleNames());
    await this.generate();
  }

  protected begin(prompt: string): void {
    this.form.set('prompt', prompt);
    this.composer().focus();
  }

  protected press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.generate();
    }
    const job = this.jobs.focused();
    if (event.key === 'Escape' && job !== undefined && !isFinished(job)) void this.cancel(job.id);
  }

  private async reuse(found: Promise<{ model: string; values: OptionValues }>): Promise<void> {
    try {
      const { model, values } = await found;
      const complete = this.form.fill(model, values, this.styles.styleNames());
      this.notes.set(
        complete
          ? []
          : [$localize`The model ${model}:model: is gone. The settings are filled in as far as they fit.`],
      );
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
    if (this.edit() !== undefined) return;
    await this.router.navigate([], { queryParams: {}, replaceUrl: true });
  }

  private async startFrom(imageId: string): Promise<void> {
    try {
      const { id, width, height } = await this.inputs.fromImage(imageId);
      const model = this.form.model()?.label ?? '';
      const isTaken = this.form.startFrom(id, { width, height });
      this.notes.set(
        isTaken ? [] : [$localize`${model}:model: cannot start from a picture. Choose another model first.`],
      );
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
    await this.router.navigate([], { queryParams: {}, replaceUrl: true });
  }

  private takeSeed(seed: string): void {
    this.form.useSeed(seed);
    void this.router.navigate([], { queryParams: {}, replaceUrl: true });
  }

  private async settingsOfImage(id: string): Promise<{ model: string; values: OptionValues }> {
    const image = await this.gallery.find(id);
    const { prompt, negative_prompt, seed, width, height } = image;
    const varied: OptionValues =
      this.variations() === undefined ? {} : { seed: '-1', num_images: VARIATIONS };
    return {
      model: image.model,
      values: {
        ...image.parameters,
        prompt,
        negative_prompt,
        ...(seed !== null && { seed }),
        width,
        height,
        ...varied,
      },
    };
  }

  private async settingsOfJob(id: string): Promise<{ model: string; values: OptionValues }> {
    const job = await this.jobs.find(id);
    return { model: job.model, values: job.request };
  }
}
