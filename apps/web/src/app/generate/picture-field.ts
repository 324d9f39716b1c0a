import { Component, inject, input, output, signal } from '@angular/core';

import type { Input } from '../api/generated/models/input';
import { InputStore, inputUrl } from '../api/input-store';
import { toProblem } from '../api/problem';
import { FieldError } from '../ui/field-error';
import { FieldHelp } from '../ui/field-help';
import { Icon } from '../ui/icon';
import type { Size } from './aspect-ratio';

const GALLERY_PICTURE = /\/media\/(?:images|thumbnails)\/([0-9a-f-]{36})/;

/** A picture to start from: dropped, pasted, chosen or taken with the camera. */
@Component({
  selector: 'app-picture-field',
  imports: [FieldError, FieldHelp, Icon],
  templateUrl: './picture-field.html',
  styleUrl: './picture-field.css',
  host: { '(document:paste)': 'paste($event)' },
})
export class PictureField {
  private readonly inputs = inject(InputStore);

  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly help = input<string>();
  readonly error = input<string>();
  /** The id of the stored picture; empty for none. */
  readonly value = input.required<string>();
  readonly valueChange = output<string>();
  /** The size of a picture just put in, or whose size is asked for. */
  readonly sized = output<Size>();

  protected readonly over = signal(false);
  protected readonly sending = signal(false);
  protected readonly problem = signal<string | undefined>(undefined);
  protected readonly size = signal<Size | undefined>(undefined);

  protected url(): string {
    return inputUrl(this.value());
  }

  protected chosen(event: Event): void {
    const field = event.target as HTMLInputElement;
    const [file] = field.files ?? [];
    // The same file may be chosen again.
    field.value = '';
    void this.take(file);
  }

  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.over.set(false);
    const [file] = event.dataTransfer?.files ?? [];
    const image = GALLERY_PICTURE.exec(event.dataTransfer?.getData('text/uri-list') ?? '')?.[1];
    if (image !== undefined) void this.keep(() => this.inputs.fromImage(image));
    else void this.take(file);
  }

  protected paste(event: ClipboardEvent): void {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    // A dialog over the page has its own business.
    if (file === undefined || document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    void this.take(file);
  }

  protected loaded(event: Event): void {
    const { naturalWidth: width, naturalHeight: height } = event.target as HTMLImageElement;
    this.size.set({ width, height });
  }

  protected remove(): void {
    this.problem.set(undefined);
    this.size.set(undefined);
    this.valueChange.emit('');
  }

  /** It was not used for so long that the server has removed it. */
  protected vanished(): void {
    this.remove();
    this.problem.set($localize`The picture is no longer on the server. Choose it again.`);
  }

  private async take(file: File | undefined): Promise<void> {
    if (file !== undefined) await this.keep(() => this.inputs.upload(file));
  }

  private async keep(send: () => Promise<Input>): Promise<void> {
    if (this.sending()) return;
    this.sending.set(true);
    this.problem.set(undefined);
    try {
      const { id, width, height } = await send();
      this.valueChange.emit(id);
      this.sized.emit({ width, height });
    } catch (error) {
      this.problem.set(toProblem(error).message);
    } finally {
      this.sending.set(false);
    }
  }
}
