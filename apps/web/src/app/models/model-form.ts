import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';

import type { ConfiguredModel } from '../api/generated/models/configured-model';
import type { ModelDraft } from '../api/generated/models/model-draft';
import { ModelLibrary } from '../api/model-library';
import { toProblem, type StudioProblem } from '../api/problem';
import { FieldError } from '../ui/field-error';
import { Notice } from '../ui/notice';
import { toFields, toOptions, type ModelOptionFields } from './model-options';

const OWN_FIELDS = ['name', 'repo', 'description', 'options'];

const DEVICES = [
  { value: '', label: $localize`As in the settings` },
  { value: 'auto', label: $localize`The best one there is` },
  { value: 'cpu', label: $localize`Processor` },
  { value: 'cuda', label: 'CUDA' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'dml', label: 'DirectML' },
  { value: 'coreml', label: 'Core ML' },
] as const;

/** Adds a model, or changes the one that is given. */
@Component({
  selector: 'app-model-form',
  imports: [FieldError, Notice],
  templateUrl: './model-form.html',
  styleUrl: './model-form.css',
})
export class ModelForm {
  private readonly library = inject(ModelLibrary);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly form = viewChild.required<ElementRef<HTMLFormElement>>('form');

  readonly model = input<ConfiguredModel>();
  readonly openNow = input(false);
  readonly closed = output();

  protected readonly devices = DEVICES;
  protected readonly example = '{"variant": "fp16"}';
  protected readonly saving = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly faults = signal<Readonly<Record<string, string>>>({});
  protected readonly options = computed(() => toFields(this.model()?.options ?? {}));
  protected readonly source = linkedSignal(() => this.model()?.source ?? 'huggingface');
  protected readonly steps = linkedSignal(() => this.options().steps);

  constructor() {
    afterNextRender(() => {
      if (this.openNow()) this.open();
    });
  }

  open(): void {
    if (this.model() === undefined) {
      this.form().nativeElement.reset();
      this.source.set('huggingface');
      this.steps.set('own');
    }
    this.problem.set(undefined);
    this.faults.set({});
    this.dialog().nativeElement.showModal();
  }

  protected valueOf(event: Event): string {
    return (event.target as HTMLSelectElement).value;
  }

  protected choose(steps: string): void {
    this.steps.set(steps as ModelOptionFields['steps']);
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.saving()) return;
    this.saving.set(true);
    this.problem.set(undefined);
    this.faults.set({});
    try {
      await this.send();
      this.dialog().nativeElement.close();
    } catch (error) {
      if (error instanceof SyntaxError) {
        this.faults.set({ options: $localize`This is no JSON object, such as {"variant": "fp16"}.` });
      } else {
        this.tell(toProblem(error));
      }
    } finally {
      this.saving.set(false);
    }
  }

  private async send(): Promise<void> {
    const data = new FormData(this.form().nativeElement);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === 'string' ? value.trim() : '';
    };
    const draft: ModelDraft = {
      name: text('name'),
      source: this.source() === 'local' ? 'local' : 'huggingface',
      repo: text('repo'),
      description: text('description'),
      requires_auth: data.has('requires_auth'),
      options: toOptions({
        steps: this.steps(),
        fixedSteps: text('fixedSteps'),
        minSteps: text('minSteps'),
        maxSteps: text('maxSteps'),
        defaultSteps: text('defaultSteps'),
        device: text('device'),
        guidance: text('guidance'),
        others: text('others'),
      }),
    };
    const model = this.model();
    if (model !== undefined) return this.library.change(model.name, draft);
    await this.library.add(draft);
    if (data.has('fetch')) await this.library.download(draft.name);
  }

  /** A fault stands at its field; whatever has none here is told above the buttons. */
  private tell({ message, fields }: StudioProblem): void {
    const named = Object.entries(fields).map(
      ([field, fault]) => [field.split('.')[0] ?? field, fault] as const,
    );
    this.faults.set(Object.fromEntries(named));
    const others = named.filter(([field]) => !OWN_FIELDS.includes(field)).map(([, fault]) => fault);
    if (named.length === 0) this.problem.set(message);
    else if (others.length > 0) this.problem.set(others.join(' '));
  }
}
