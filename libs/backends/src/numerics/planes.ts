/** Channels of one size, one after the other, each row by row. */
export interface Planes {
  readonly data: Float32Array;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** All zeros. */
export function emptyPlanes(channels: number, height: number, width: number): Planes {
  return { data: new Float32Array(channels * height * width), channels, height, width };
}

/** The first rows and columns up to a size; beyond the planes' own the last ones go on. */
export function fitPlanes(
  planes: Planes,
  { width, height }: { readonly width: number; readonly height: number },
): Planes {
  if (planes.width === width && planes.height === height) return planes;
  const fitted = emptyPlanes(planes.channels, height, width);
  for (let i = 0; i < fitted.data.length; i++) {
    const line = Math.floor(i / width);
    const channel = Math.floor(line / height);
    const y = Math.min(line % height, planes.height - 1);
    const x = Math.min(i % width, planes.width - 1);
    fitted.data[i] = planes.data[(channel * planes.height + y) * planes.width + x] ?? 0;
  }
  return fitted;
}
