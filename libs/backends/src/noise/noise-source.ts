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
}
