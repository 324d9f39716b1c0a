import { DestroyRef, DOCUMENT, inject, Injectable, signal, type Signal } from '@angular/core';

/** Takes pictures and folders that are dropped anywhere on the page. Lives as long as its page. */
@Injectable()
export class FileDrop {
  private readonly document = inject(DOCUMENT);
  private readonly destroyed = inject(DestroyRef);

  /** @returns whether files are over the page now */
  listen(onFiles: (files: readonly File[]) => void): Signal<boolean> {
    const dragging = signal(false);
    const ends = new AbortController();
    const on = (type: 'dragenter' | 'dragover' | 'dragleave' | 'drop', react: (event: DragEvent) => void) =>
      this.document.addEventListener(type, react, { signal: ends.signal });
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      dragging.set(true);
    };
    on('dragenter', over);
    on('dragover', over);
    on('dragleave', (event) => {
      if (event.relatedTarget === null) dragging.set(false);
    });
    on('drop', (event) => {
      dragging.set(false);
      if (event.dataTransfer?.types.includes('Files') !== true) return;
      event.preventDefault();
      void filesOf(event.dataTransfer).then((files) => files.length > 0 && onFiles(files));
    });
    this.destroyed.onDestroy(() => ends.abort());
    return dragging.asReadonly();
  }
}

/** The files of a drop, those of dropped folders included. */
async function filesOf({ items }: DataTransfer): Promise<readonly File[]> {
  // Must be read before anything is waited for: the list is empty after. What does not lie in a folder, such as
  // a picture of another page, is a file without an entry.
  const dropped = [...items].flatMap((item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? []);
  return (
    await Promise.all(dropped.map(async (one) => (one instanceof File ? [one] : filesBelow(one))))
  ).flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<readonly File[]> {
  if (isFile(entry)) return [await new Promise<File>((resolve, reject) => entry.file(resolve, reject))];
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const files: File[] = [];
  for (;;) {
    // A folder is told in pieces, the last one empty.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return files;
    files.push(...(await Promise.all(some.map(filesBelow))).flat());
  }
}

/** Browsers differ in what they call the classes. */
function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
