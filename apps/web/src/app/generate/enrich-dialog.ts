import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';

import type { EnrichOptions } from '../api/generated/models/enrich-options';
import { toProblem } from '../api/problem';
import { PromptEnricher } from '../api/prompt-enricher';
import { Notice } from '../ui/notice';
import { wordDifference } from './word-difference';

/** Lets a language model write more of the prompt; nothing changes until the result is accepted. */
@Component({
  selector: 'app-enrich-dialog',
  imports: [Notice, RouterLink],
  templateUrl: './enrich-dialog.html',
  styleUrl: './enrich-dialog.css',
})
export class EnrichDialog {
  private readonly enricher = inject(PromptEnricher);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  readonly prompt = input.required<string>();
  readonly accepted = output<string>();

  protected readonly options = signal<EnrichOptions | undefined>(undefined);
  protected readonly off = signal<ReadonlySet<string>>(new Set());
  protected readonly instruction = signal('');
  protected readonly result = signal('');
  protected readonly working = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  /** Why the last attempt came to nothing, for the place beside the button that opened the dialog. */
  readonly failure = signal<string | undefined>(undefined);
  protected readonly difference = computed(() => wordDifference(this.prompt(), this.result()));
  private stop = new AbortController();

  async open(): Promise<void> {
    this.fail(undefined);
    this.result.set('');
    this.dialog().nativeElement.showModal();
    try {
      const options = await this.enricher.options();
      this.options.set(options);
      if (this.instruction() === '') this.instruction.set(options.instruction);
      if (!options.available)
        this.failure.set($localize`No language model is set up: the settings take one.`);
    } catch (error) {
      this.fail(toProblem(error).message);
    }
  }

  protected toggle(cue: string): void {
    const off = new Set(this.off());
    if (!off.delete(cue)) off.add(cue);
    this.off.set(off);
  }

  protected async enrich(): Promise<void> {
    const options = this.options();
    if (this.working() || options === undefined) return;
    this.stop = new AbortController();
    this.working.set(true);
    this.fail(undefined);
    this.result.set('');
    const cues = Object.fromEntries(options.cues.map(({ name }) => [name, !this.off().has(name)]));
    const instruction = this.instruction().trim() || options.instruction;
    const { signal: stop } = this.stop;
    try {
      const request = { prompt: this.prompt(), instruction, cues };
      this.result.set(await this.enricher.enrich(request, (text) => this.result.set(text), stop));
    } catch (error) {
      this.result.set('');
      if (!stop.aborted) this.fail(toProblem(error).message);
    } finally {
      this.working.set(false);
    }
  }

  protected accept(): void {
    this.accepted.emit(this.result().trim());
    this.dialog().nativeElement.close();
  }

  protected end(): void {
    this.stop.abort();
  }

  private fail(message: string | undefined): void {
    this.problem.set(message);
    this.failure.set(message);
  }

  protected textOf(event: Event): string {
    return (event.target as HTMLTextAreaElement).value;
  }
}
