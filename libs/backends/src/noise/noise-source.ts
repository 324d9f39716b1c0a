/**
 * Where a picture's random numbers come from, in the order in which they are drawn: posterior of an input
 * image, start noise, then the noise of the steps.
 */
export interface NoiseSource {
  /**
   * @param length how many values
   * @returns values of the standard normal distribution, float32
   */
  randn(length: number): Float32Array;
  /** What is mixed into the start noise, if anything. */
  readonly variation?: NoiseVariation | undefined;
}

/** Another noise to go a part of the way to. */
export interface NoiseVariation {
  readonly source: Pick<NoiseSource, 'randn'>;
  /** Above 0 to 1: the other noise alone. */
  readonly strength: number;
}

/** Of the planes that latents are made of. */
export interface PlaneSize {
  readonly width: number;
  readonly height: number;
}
