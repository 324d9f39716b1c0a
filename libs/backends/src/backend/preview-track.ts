import type { PreviewEvent } from '@cyberimage/core';
import type { Pipeline, StepEvent } from '../pipelines/pipeline.js';
import { renderPreview } from '../pipelines/preview/render-preview.js';

/** Nobody sees more than a few a second, and each takes the processor from the steps. */
const LEAST_INTERVAL_MS = 250;

/** From here on a step takes a hundred times as long as its preview, which is not to wait for the next one. */
const SLOW_STEP_MS = 1000;

/**
 * The previews of a run: few enough to cost next to nothing. After a quick step one is rendered beside the
 * next step, on a thread that the network leaves alone, and told after that; after a slow one, at once.
 */
export class PreviewTrack {
  readonly #pipeline: Pick<Pipeline, 'previewMap'>;
  readonly #nowMs: () => number;
  #lastMs: number;
  #rendering: Promise<PreviewEvent> | undefined;

  /** @param nowMs a clock that never goes back */
  constructor(pipeline: Pick<Pipeline, 'previewMap'>, nowMs: () => number = () => performance.now()) {
    this.#pipeline = pipeline;
    this.#nowMs = nowMs;
    this.#lastMs = nowMs();
  }

  /** The preview that was rendered beside the work since, if there is one. */
  late(): Promise<PreviewEvent> | undefined {
    const rendering = this.#rendering;
    this.#rendering = undefined;
    return rendering;
  }

  /**
   * The preview of a step, if one is due and is to be told at once.
   *
   * @param stepSeconds what the step took
   */
  after(step: StepEvent, stepSeconds: number): Promise<PreviewEvent> | undefined {
    const now = this.#nowMs();
    // The picture itself follows the last step.
    if (step.call === step.calls || now - this.#lastMs < LEAST_INTERVAL_MS) return undefined;
    this.#lastMs = now;
    const rendering = this.#render(step);
    // A run that ends before it is asked for has no use for what went wrong with it.
    rendering.catch(() => undefined);
    if (stepSeconds * 1000 >= SLOW_STEP_MS) return rendering;
    this.#rendering = rendering;
    return undefined;
  }

  async #render({ picture: index, denoised }: StepEvent): Promise<PreviewEvent> {
    const data = await renderPreview(denoised(), await this.#pipeline.previewMap());
    return { type: 'preview', index, mediaType: 'image/webp', data };
  }
}
