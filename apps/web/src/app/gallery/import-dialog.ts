import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';

import type { FolderImport } from '../api/generated/models/folder-import';
import type { ImportedFile } from '../api/generated/models/imported-file';
import { PictureImports } from '../api/picture-imports';
import { toProblem } from '../api/problem';
import { DialogHeading } from '../ui/dialog-heading';
import { Icon } from '../ui/icon';
import { Notice } from '../ui/notice';
import { ProgressBar } from '../ui/progress-bar';

const POLL_MS = 700;

/** Brings in pictures from this device, or from a folder beside the studio; says what became of each. */
@Component({
  selector: 'app-import-dialog',
  imports: [DialogHeading, Icon, Notice, ProgressBar],
  templateUrl: './import-dialog.html',
  styleUrl: './import-dialog.css',
})
export class ImportDialog {
  private readonly imports = inject(PictureImports);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  /** What was dropped; none where they are chosen here. */
  readonly files = input.required<readonly File[]>();
  readonly closed = output();

  protected readonly total = signal(0);
  protected readonly outcomes = signal<readonly ImportedFile[]>([]);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly folders = signal<readonly string[]>([]);
  protected readonly folder = signal('');
  protected readonly run = signal<FolderImport | undefined>(undefined);

  protected readonly sending = computed(() => this.outcomes().length < this.total() && !this.problem());
  protected readonly running = computed(() => this.run()?.state === 'running');
  protected readonly imported = computed(() => this.count('imported') + (this.run()?.imported ?? 0));
  protected readonly known = computed(() => this.count('known') + (this.run()?.known ?? 0));
  protected readonly refusals = computed(() => [
    ...this.outcomes().flatMap(({ name, status, reason }) =>
      status === 'refused' ? [{ name, reason: reason ?? '' }] : [],
    ),
    ...(this.run()?.refusals ?? []),
  ]);
  protected readonly refused = computed(() => this.count('refused') + (this.run()?.refused ?? 0));
  protected readonly hasBegun = computed(() => this.total() > 0 || this.run() !== undefined);
  protected readonly share = computed(() => {
    const run = this.run();
    if (run === undefined) return this.total() === 0 ? 0 : this.outcomes().length / this.total();
    const done = run.imported + run.known + run.refused;
    return run.total === null || run.total === 0 ? 0 : done / run.total;
  });

  private readonly left = new AbortController();

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
    effect(() => {
      const files = this.files();
      if (files.length > 0) untracked(() => void this.send(files));
    });
    inject(DestroyRef).onDestroy(() => this.left.abort());
    void this.loadFolders();
  }

  protected choose(event: Event): void {
    const { files } = event.target as HTMLInputElement;
    if (files !== null && files.length > 0) void this.send([...files]);
  }

  protected async startFolder(): Promise<void> {
    this.problem.set(undefined);
    try {
      this.run.set(await this.imports.start(this.folder()));
      await this.follow();
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
  }

  protected async cancelFolder(): Promise<void> {
    const run = this.run();
    if (run !== undefined) await this.imports.cancel(run.id).catch(() => undefined);
  }

  private async send(files: readonly File[]): Promise<void> {
    this.problem.set(undefined);
    this.outcomes.set([]);
    this.total.set(files.length);
    try {
      for await (const some of this.imports.send(files, this.left.signal)) {
        this.outcomes.update((outcomes) => [...outcomes, ...some]);
      }
    } catch (error) {
      this.problem.set(toProblem(error).message);
    }
  }

  private async loadFolders(): Promise<void> {
    const { folders, imports } = await this.imports.folders().catch(() => ({ folders: [], imports: [] }));
    this.folders.set(folders);
    this.folder.set(folders[0] ?? '');
    // One that still runs was begun before, here or elsewhere.
    const open = imports.find(({ state }) => state === 'running');
    if (open === undefined) return;
    this.run.set(open);
    await this.follow().catch((error: unknown) => this.problem.set(toProblem(error).message));
  }

  private async follow(): Promise<void> {
    for (let run = this.run(); run?.state === 'running' && !this.left.signal.aborted; run = this.run()) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      this.run.set(await this.imports.progress(run.id));
    }
  }

  private count(status: ImportedFile['status']): number {
    return this.outcomes().filter((outcome) => outcome.status === status).length;
  }
}
