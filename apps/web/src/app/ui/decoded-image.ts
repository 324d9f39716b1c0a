import { resource, type ResourceRef } from '@angular/core';

/** Loads the picture ahead: settles when it can be painted without a gap, or cannot be loaded at all. */
export function decodedImage(url: () => string | undefined): ResourceRef<string | undefined> {
  return resource({
    params: url,
    loader: async ({ params }) => {
      const image = new Image();
      image.src = params;
      await image.decode();
      return params;
    },
  });
}
