/** A picture's pixels: RGB, rows from the top, channels interleaved; or one byte each for a mask. */
export interface Pixels {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
}

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A part of a picture, in pixels from its top left corner. */
export interface Box extends Size {
  readonly left: number;
  readonly top: number;
}

/** Whether two pictures have the same size. */
export function isSameSize(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height;
}
