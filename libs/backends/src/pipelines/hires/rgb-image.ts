/** A picture: RGB, rows from the top, channels interleaved, one byte each. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}
