import { computed, signal } from '@angular/core';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line of round dots. */
export interface Stroke {
  readonly kind: 'stroke';
  readonly erases: boolean;
  /** Diameter in pixels of the mask. */
  readonly size: number;
  readonly points: readonly Point[];
}

type MaskAction = Stroke | { readonly kind: 'clear' } | { readonly kind: 'invert' };

/**
 * A mask being painted, as the list of what was done: undoing takes the last entry back. What is painted is
 * opaque, the rest transparent.
 */
export class MaskDrawing {
  private readonly done = signal<readonly MaskAction[]>([]);
  private readonly undone = signal<readonly MaskAction[]>([]);
  readonly actions = this.done.asReadonly();
  readonly canUndo = computed(() => this.done().length > 0);
  readonly canRedo = computed(() => this.undone().length > 0);

  add(action: MaskAction): void {
    this.done.update((actions) => [...actions, action]);
    this.undone.set([]);
  }

  /** Goes on with the last stroke. */
  extend(point: Point): Stroke | undefined {
    const last = this.done().at(-1);
    if (last?.kind !== 'stroke') return undefined;
    const stroke = { ...last, points: [...last.points, point] };
    this.done.update((actions) => [...actions.slice(0, -1), stroke]);
    return stroke;
  }

  undo(): void {
    const last = this.done().at(-1);
    if (last === undefined) return;
    this.done.update((actions) => actions.slice(0, -1));
    this.undone.update((actions) => [...actions, last]);
  }

  redo(): void {
    const next = this.undone().at(-1);
    if (next === undefined) return;
    this.undone.update((actions) => actions.slice(0, -1));
    this.done.update((actions) => [...actions, next]);
  }

  reset(): void {
    this.done.set([]);
    this.undone.set([]);
  }
}

/** Paints all of it, in the context's own colours. @param base the mask to begin with, opaque where it is painted */
export function renderMask(
  context: CanvasRenderingContext2D,
  actions: readonly MaskAction[],
  base: CanvasImageSource | undefined,
): void {
  const { width, height } = context.canvas;
  context.clearRect(0, 0, width, height);
  if (base !== undefined) context.drawImage(base, 0, 0, width, height);
  for (const action of actions) {
    if (action.kind === 'stroke') paintStroke(context, action);
    else if (action.kind === 'clear') context.clearRect(0, 0, width, height);
    else invert(context);
  }
}

/** @param from the first point to paint: those before are there already */
export function paintStroke(context: CanvasRenderingContext2D, stroke: Stroke, from = 0): void {
  const points = stroke.points.slice(Math.max(0, from));
  const [first] = points;
  if (first === undefined) return;
  context.globalCompositeOperation = stroke.erases ? 'destination-out' : 'source-over';
  context.lineWidth = stroke.size;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.beginPath();
  context.moveTo(first.x, first.y);
  // A line to where it is makes a dot.
  for (const { x, y } of points.length === 1 ? points : points.slice(1)) context.lineTo(x, y);
  context.stroke();
  context.globalCompositeOperation = 'source-over';
}

function invert(context: CanvasRenderingContext2D): void {
  context.globalCompositeOperation = 'source-out';
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.globalCompositeOperation = 'source-over';
}

/** White on black becomes white on nothing. */
export function toOpacity(context: CanvasRenderingContext2D): void {
  const { width, height } = context.canvas;
  const pixels = context.getImageData(0, 0, width, height);
  for (let i = 0; i < pixels.data.length; i += 4) pixels.data[i + 3] = pixels.data[i] ?? 0;
  context.putImageData(pixels, 0, 0);
}
