import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';

import { Icon } from '../ui/icon';
import { MaskDrawing, paintStroke, renderMask, toOpacity, type Point } from './mask-drawing';

type Tool = 'brush' | 'eraser' | 'hand';

/** Longest side of a mask in pixels: it is fitted to the picture anyway. */
const MAX_SIDE = 2048;

const ZOOMS = [1, 2, 4];
const MIN_BRUSH = 2;
const MAX_BRUSH = 40;

/** How much the brush's share of the picture changes by a key. */
const BRUSH_STEP = 2;

/** Paints a mask over a picture, by pointer or by keys. */
@Component({
  selector: 'app-mask-painter',
  imports: [Icon],
  templateUrl: './mask-painter.html',
  styleUrl: './mask-painter.css',
})
export class MaskPainter {
  /** Where the picture is. */
  readonly picture = input.required<string>();
  /** Where the mask to begin with is. */
  readonly mask = input<string>();
  /** White is painted, black is kept. */
  readonly painted = output<Blob>();
  readonly closed = output();

  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly canvas = viewChild.required<ElementRef<HTMLCanvasElement>>('canvas');

  protected readonly drawing = new MaskDrawing();
  protected readonly tool = signal<Tool>('brush');
  /** Diameter in hundredths of the longer side. */
  protected readonly brush = signal(10);
  protected readonly zoom = signal(1);
  protected readonly size = signal<{ readonly width: number; readonly height: number } | undefined>(
    undefined,
  );
  /** Where the brush is, in pixels of the mask; undefined while it is elsewhere. */
  protected readonly place = signal<Point | undefined>(undefined);
  private base: HTMLCanvasElement | undefined;
  private isDrawing = false;

  protected readonly minBrush = MIN_BRUSH;
  protected readonly maxBrush = MAX_BRUSH;
  protected readonly tools = [
    { tool: 'brush', icon: 'brush', label: $localize`Brush`, key: 'B' },
    { tool: 'eraser', icon: 'eraser', label: $localize`Eraser`, key: 'E' },
    { tool: 'hand', icon: 'hand', label: $localize`Move the view`, key: 'H' },
  ] as const;

  private readonly diameter = computed(() => {
    const { width, height } = this.size() ?? { width: 0, height: 0 };
    return (Math.max(width, height) * this.brush()) / 100;
  });
  /** The brush as shares of the picture, for its outline. */
  protected readonly outline = computed(() => {
    const [place, size] = [this.place(), this.size()];
    if (place === undefined || size === undefined || this.tool() === 'hand') return undefined;
    return {
      left: `${(place.x / size.width) * 100}%`,
      top: `${(place.y / size.height) * 100}%`,
      width: `${(this.diameter() / size.width) * 100}%`,
    };
  });

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected async loaded(event: Event): Promise<void> {
    const { naturalWidth, naturalHeight } = event.target as HTMLImageElement;
    const scale = Math.min(1, MAX_SIDE / Math.max(naturalWidth, naturalHeight));
    const size = { width: Math.round(naturalWidth * scale), height: Math.round(naturalHeight * scale) };
    Object.assign(this.canvas().nativeElement, size);
    this.dye(this.context());
    this.size.set(size);
    this.base = await this.loadBase(size);
    this.render();
  }

  protected down(event: PointerEvent): void {
    if (event.button !== 0 || this.tool() === 'hand') return;
    const canvas = this.canvas().nativeElement;
    canvas.setPointerCapture(event.pointerId);
    canvas.focus();
    this.isDrawing = true;
    this.begin(this.toPoint(event));
  }

  protected move(event: PointerEvent): void {
    const point = this.toPoint(event);
    this.place.set(point);
    if (!this.isDrawing) return;
    const all = event.getCoalescedEvents();
    for (const part of all.length > 0 ? all : [event]) {
      const stroke = this.drawing.extend(this.toPoint(part));
      if (stroke !== undefined) paintStroke(this.context(), stroke, stroke.points.length - 2);
    }
  }

  protected up(): void {
    this.isDrawing = false;
  }

  protected press(event: KeyboardEvent): void {
    event.stopPropagation();
    const key = event.key.toLowerCase();
    if ((event.ctrlKey || event.metaKey) && key === 'z') {
      event.preventDefault();
      if (event.shiftKey) this.redo();
      else this.undo();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = this.tools.find((entry) => entry.key.toLowerCase() === key);
    if (chosen !== undefined) this.tool.set(chosen.tool);
    if (key === '[') this.resizeBrush(-BRUSH_STEP);
    if (key === ']') this.resizeBrush(BRUSH_STEP);
  }

  /** On the picture itself arrows move the brush, and the space bar paints. */
  protected steer(event: KeyboardEvent): void {
    const { width, height } = this.size() ?? { width: 0, height: 0 };
    const now = this.place() ?? { x: width / 2, y: height / 2 };
    const far = this.diameter() / (event.shiftKey ? 8 : 2);
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ] ?? [0, 0];
    const isDot = event.key === ' ' || event.key === 'Enter';
    if (x === 0 && y === 0 && !isDot) return;
    event.preventDefault();
    this.place.set({
      x: Math.min(Math.max(now.x + x! * far, 0), width),
      y: Math.min(Math.max(now.y + y! * far, 0), height),
    });
    if (isDot && this.tool() !== 'hand') this.begin(now);
  }

  protected undo(): void {
    this.drawing.undo();
    this.render();
  }

  protected redo(): void {
    this.drawing.redo();
    this.render();
  }

  protected act(kind: 'clear' | 'invert'): void {
    this.drawing.add({ kind });
    this.render();
  }

  protected resizeBrush(by: number): void {
    this.brush.update((size) => Math.min(Math.max(size + by, MIN_BRUSH), MAX_BRUSH));
  }

  protected setBrush(event: Event): void {
    this.brush.set(Number((event.target as HTMLInputElement).value));
  }

  protected zoomWords(): string {
    return $localize`Zoom: ${this.zoom()}:zoom:×`;
  }

  protected enlarge(): void {
    this.zoom.update((zoom) => ZOOMS[(ZOOMS.indexOf(zoom) + 1) % ZOOMS.length] ?? 1);
  }

  protected accept(): void {
    const { width, height } = this.canvas().nativeElement;
    const white = makeContext(width, height);
    white.drawImage(this.canvas().nativeElement, 0, 0);
    fillOpaque(white, '#fff');
    const whole = makeContext(width, height);
    whole.fillRect(0, 0, width, height);
    whole.drawImage(white.canvas, 0, 0);
    whole.canvas.toBlob((blob) => {
      if (blob !== null) this.painted.emit(blob);
      this.dialog().nativeElement.close();
    }, 'image/png');
  }

  /** Strokes are in the colour of the page's accent. */
  private dye(context: CanvasRenderingContext2D): void {
    context.strokeStyle = this.colour();
    context.fillStyle = this.colour();
  }

  private colour(): string {
    return getComputedStyle(this.canvas().nativeElement).color;
  }

  private begin(point: Point): void {
    const erases = this.tool() === 'eraser';
    const stroke = { kind: 'stroke', erases, size: this.diameter(), points: [point] } as const;
    this.drawing.add(stroke);
    paintStroke(this.context(), stroke);
  }

  private render(): void {
    renderMask(this.context(), this.drawing.actions(), this.base);
  }

  private context(): CanvasRenderingContext2D {
    return contextOf(this.canvas().nativeElement);
  }

  private toPoint({ clientX, clientY }: PointerEvent): Point {
    const canvas = this.canvas().nativeElement;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return {
      x: ((clientX - left) / width) * canvas.width,
      y: ((clientY - top) / height) * canvas.height,
    };
  }

  private async loadBase(size: { width: number; height: number }): Promise<HTMLCanvasElement | undefined> {
    const url = this.mask();
    if (url === undefined) return undefined;
    const image = new Image();
    image.src = url;
    await image.decode();
    const context = makeContext(size.width, size.height);
    context.drawImage(image, 0, 0, size.width, size.height);
    toOpacity(context);
    fillOpaque(context, this.colour());
    return context.canvas;
  }
}

/** What is opaque gets the colour. */
function fillOpaque(context: CanvasRenderingContext2D, colour: string): void {
  context.globalCompositeOperation = 'source-in';
  context.fillStyle = colour;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.globalCompositeOperation = 'source-over';
}

function makeContext(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  return contextOf(canvas);
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no canvas');
  return context;
}
