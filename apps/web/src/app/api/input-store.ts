import { inject, Injectable } from '@angular/core';

import { Api } from './generated/api';
import { inputsCopy } from './generated/fn/inputs/inputs-copy';
import { inputsUpload$Jpeg } from './generated/fn/inputs/inputs-upload-jpeg';
import { inputsUpload$Png } from './generated/fn/inputs/inputs-upload-png';
import { inputsUpload$Webp } from './generated/fn/inputs/inputs-upload-webp';
import type { Input } from './generated/models/input';

/** Pictures that jobs start from. */
@Injectable({ providedIn: 'root' })
export class InputStore {
  private readonly api = inject(Api);

  /** Keeps a picture on the server. What a browser can show and the server does not take is sent as PNG. */
  async upload(file: Blob): Promise<Input> {
    switch (file.type) {
      case 'image/jpeg':
        return this.api.invoke(inputsUpload$Jpeg, { body: file });
      case 'image/webp':
        return this.api.invoke(inputsUpload$Webp, { body: file });
      case 'image/png':
        return this.api.invoke(inputsUpload$Png, { body: file });
      default:
        return this.api.invoke(inputsUpload$Png, { body: await toPng(file) });
    }
  }

  /** A picture of the gallery. */
  fromImage(id: string): Promise<Input> {
    return this.api.invoke(inputsCopy, { body: { image_id: id } });
  }
}

/** SHA-256 in hexadecimal digits: as a parameter's value it can be nothing else. */
export function isInputId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
}

/** Where an input's file is. */
export function inputUrl(id: string): string {
  return `/api/v1/inputs/${id}`;
}

async function toPng(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file).catch(() => {
    throw new Error($localize`This file is no picture that the browser can read.`);
  });
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext('2d')?.drawImage(picture, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob((png) => (png === null ? reject(new Error('no PNG')) : resolve(png)), 'image/png');
  });
}
