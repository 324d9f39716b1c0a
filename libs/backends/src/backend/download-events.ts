import type { GenerationEvent } from '@cyberimage/core';
import type { DownloadProgress } from '../weights/model-source.js';

const MEBIBYTE = 2 ** 20;

/** At most this many events for a download, large or small. */
const MAX_EVENTS = 500;

/**
 * Tells of a download in steps of a mebibyte, or of larger ones for many gigabytes.
 *
 * @param progress sums that never fall
 */
export async function* downloadEvents(
  progress: AsyncIterable<DownloadProgress>,
): AsyncGenerator<GenerationEvent> {
  let told = -1;
  for await (const { doneBytes, totalBytes } of progress) {
    const of = Math.max(1, Math.ceil(totalBytes / MEBIBYTE));
    const step = doneBytes >= totalBytes ? of : Math.floor(doneBytes / MEBIBYTE);
    const isWorthTelling = told < 0 || step === of || step - told >= of / MAX_EVENTS;
    if (step === told || !isWorthTelling) continue;
    told = step;
    yield { type: 'progress', phase: 'download', step, of };
  }
}
