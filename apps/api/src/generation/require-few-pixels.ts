import type { ParameterValue } from '@cyberimage/core';
import { ProblemException } from '../platform/errors/problem.exception.js';

/**
 * Holds the size of a picture against the platform's limit: that of the second pass where hires fix is on.
 *
 * @param maxPixels width × height
 * @throws ProblemException 422
 */
export function requireFewPixels(
  parameters: Readonly<Record<string, ParameterValue>>,
  maxPixels: number,
): void {
  const { width, height, enable_hr: hasHires, hr_scale: scale } = parameters;
  if (typeof width !== 'number' || typeof height !== 'number') return;
  const factor = hasHires === true && typeof scale === 'number' ? scale : 1;
  const pixels = Math.floor(width * factor) * Math.floor(height * factor);
  if (pixels <= maxPixels) return;
  const enlarged = factor === 1 ? '' : `, ${factor} times larger,`;
  const message = `${width}×${height}${enlarged} are ${pixels} pixels; at most ${maxPixels} are taken here`;
  const fault = factor === 1 ? { field: 'width', value: width } : { field: 'hr_scale', value: factor };
  throw ProblemException.invalid([{ ...fault, code: 'out-of-range', message }]);
}
