import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom } from 'rxjs';

import { Api } from './generated/api';
import { imageImportsCancel } from './generated/fn/gallery/image-imports-cancel';
import { imageImportsList } from './generated/fn/gallery/image-imports-list';
import { imageImportsRead } from './generated/fn/gallery/image-imports-read';
import { imageImportsStart } from './generated/fn/gallery/image-imports-start';
import type { FolderImport } from './generated/models/folder-import';
import type { FolderImports } from './generated/models/folder-imports';
import type { ImportedFile } from './generated/models/imported-file';
import type { ImportedFiles } from './generated/models/imported-files';

/** What goes into one request: few enough that progress shows, many enough that it is quick. */
const FILES_AT_ONCE = 8;
const BYTES_AT_ONCE = 32_000_000;

/** Brings in pictures that were made elsewhere. */
@Injectable({ providedIn: 'root' })
export class PictureImports {
  private readonly api = inject(Api);
  private readonly http = inject(HttpClient);

  /** Sends files piece by piece. @returns what became of each, as it becomes known */
  async *send(files: readonly File[], signal: AbortSignal): AsyncIterable<readonly ImportedFile[]> {
    for (const some of inPieces(files)) {
      if (signal.aborted) return;
      const form = new FormData();
      for (const file of some) {
        form.append('modified_at', String(file.lastModified));
        form.append('files', file, file.name);
      }
      const answer = this.http.post<ImportedFiles>('/api/v1/gallery/import', form);
      yield (await firstValueFrom(answer)).files;
    }
  }

  folders(): Promise<FolderImports> {
    return this.api.invoke(imageImportsList);
  }

  start(folder: string): Promise<FolderImport> {
    return this.api.invoke(imageImportsStart, { body: { folder } });
  }

  progress(id: string): Promise<FolderImport> {
    return this.api.invoke(imageImportsRead, { id });
  }

  cancel(id: string): Promise<FolderImport> {
    return this.api.invoke(imageImportsCancel, { id });
  }
}

function* inPieces(files: readonly File[]): Iterable<readonly File[]> {
  let piece: File[] = [];
  let bytes = 0;
  for (const file of files) {
    if (piece.length === FILES_AT_ONCE || (piece.length > 0 && bytes + file.size > BYTES_AT_ONCE)) {
      yield piece;
      piece = [];
      bytes = 0;
    }
    piece.push(file);
    bytes += file.size;
  }
  if (piece.length > 0) yield piece;
}
