import type { GenerationEvent, ProgressPhase } from '@cyberimage/core';
import { isPreview, type ComfyMessage } from './comfy-message.js';
import type { GraphTemplate } from './graph-template.js';

const PHASES: readonly (readonly [pattern: RegExp, phase: ProgressPhase])[] = [
  [/Loader/i, 'load'],
  [/TextEncode|VAEEncode/i, 'encode'],
  [/VAEDecode|SaveImage|PreviewImage/i, 'decode'],
];

/**
 * Makes events of the server's messages. A graph may hold several nodes that count steps: those of the
 * one that takes `steps` are shown, or of the first to count. They go on rising over all pictures.
 */
export class RunProgress {
  readonly #template: GraphTemplate;
  readonly #count: number;
  #index = 0;
  #phase: ProgressPhase | undefined;
  #counter: string | undefined;
  #stepsPerImage = 0;
  #step = 0;

  /** @param count pictures of the request */
  constructor(template: GraphTemplate, count: number) {
    this.#template = template;
    this.#count = count;
    this.#counter = template.inputs.find(({ name }) => name === 'steps')?.nodeId;
  }

  /** The run of picture `index` begins. */
  *begin(index: number): Generator<GenerationEvent> {
    this.#index = index;
    if (index === 0) yield* this.#enter('wait');
  }

  *read(message: ComfyMessage): Generator<GenerationEvent> {
    if (isPreview(message)) {
      const { mediaType, bytes } = message;
      yield { type: 'preview', index: this.#index, mediaType, data: bytes };
      return;
    }
    const { node, value, max } = message.data;
    if (typeof node !== 'string') return;
    if (message.type === 'executing') {
      const classType = this.#template.classTypeOf(node) ?? '';
      const phase = PHASES.find(([pattern]) => pattern.test(classType))?.[1];
      if (phase !== undefined) yield* this.#enter(phase);
    } else if (message.type === 'progress' && typeof value === 'number' && typeof max === 'number') {
      yield* this.#advance(node, value, max);
    }
  }

  *#enter(phase: ProgressPhase): Generator<GenerationEvent> {
    if (this.#phase === phase) return;
    this.#phase = phase;
    yield { type: 'progress', phase, step: 0, of: 1 };
  }

  *#advance(node: string, value: number, max: number): Generator<GenerationEvent> {
    this.#counter ??= node;
    if (node !== this.#counter || max < 1) return;
    if (this.#stepsPerImage === 0) this.#stepsPerImage = max;
    const of = this.#stepsPerImage * this.#count;
    const step = this.#index * this.#stepsPerImage + Math.min(value, this.#stepsPerImage);
    this.#step = Math.max(this.#step, step);
    this.#phase = 'denoise';
    yield { type: 'progress', phase: 'denoise', step: this.#step, of };
  }
}
