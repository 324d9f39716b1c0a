import type { SafetensorsHeader, TensorEntry } from './safetensors-file.js';

/** What a LoRA adds to one layer: `scale · up · down`. */
export interface LoraLayer {
  /** The layer's name as the file has it: `lora_unet_…_to_q`, `transformer.….to_q`. */
  readonly name: string;
  /** `[rank, inputs, kernel…]` */
  readonly down: TensorEntry;
  /** `[outputs, rank, 1…]` */
  readonly up: TensorEntry;
  /** LoCon in Tucker form: `[rank, rank, kernel…]`, with a `down` whose kernel is 1. */
  readonly mid: TensorEntry | undefined;
  /** A number; the scale is its share of the rank, and 1 without it. */
  readonly alpha: TensorEntry | undefined;
}

/** The content of a LoRA file. */
export interface LoraContent {
  readonly layers: readonly LoraLayer[];
  /** Tensors that belong to no layer that is understood. */
  readonly leftOut: readonly string[];
  /** The kind of another adapter, for people; undefined where the file is a LoRA. */
  readonly otherKind: string | undefined;
}

type Part = 'up' | 'down' | 'mid' | 'alpha';

/**
 * How tools name the halves of a LoRA: kohya (`lora_up`, `lora_down`, `alpha`), peft (`lora_A` is down, `lora_B`
 * is up) and diffusers of different ages (`lora.up`, `processor.to_q_lora.up`, `lora_linear_layer.up`).
 */
const PARTS: readonly (readonly [pattern: RegExp, part: Part])[] = [
  [/\.lora_up\.weight$|\.lora_B(?:\.\w+)?\.weight$|(?:[._]lora|\.lora_linear_layer)\.up\.weight$/, 'up'],
  [
    /\.lora_down\.weight$|\.lora_A(?:\.\w+)?\.weight$|(?:[._]lora|\.lora_linear_layer)\.down\.weight$/,
    'down',
  ],
  [/\.lora_mid\.weight$/, 'mid'],
  [/\.alpha$/, 'alpha'],
];

/** Adapters that are not the sum of low-rank products, by their tensors' names. */
const OTHER_KINDS: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/\.dora_scale$|\.lora_magnitude_vector\b/, 'DoRA'],
  [/\.hada_[wt]\d/, 'LoHa'],
  [/\.lokr_[wt]\d/, 'LoKr'],
  [/\.oft_(blocks|diag)$/, 'OFT'],
  [/\.on_input$/, 'IA3'],
  [/\.(diff|diff_b)$/, 'full difference'],
];

/** Sorts the tensors of a file into the layers of a LoRA. */
export function readLoraLayers({ tensors }: SafetensorsHeader): LoraContent {
  const parts = new Map<string, Partial<Record<Part, TensorEntry>>>();
  const leftOut: string[] = [];
  for (const tensor of tensors) {
    const found = PARTS.find(([pattern]) => pattern.test(tensor.name));
    if (found === undefined) {
      leftOut.push(tensor.name);
      continue;
    }
    const [pattern, part] = found;
    const name = tensor.name.replace(pattern, '').replace('.processor.', '.');
    parts.set(name, { ...parts.get(name), [part]: tensor });
  }
  const layers: LoraLayer[] = [];
  for (const [name, { up, down, mid, alpha }] of parts) {
    if (up !== undefined && down !== undefined) layers.push({ name, up, down, mid, alpha });
    else leftOut.push(name);
  }
  const other = OTHER_KINDS.find(([pattern]) => tensors.some(({ name }) => pattern.test(name)));
  return { layers, leftOut, otherKind: other?.[1] };
}

/** The rank of a layer's product. */
export function rankOf({ down }: LoraLayer): number {
  return down.shape[0] ?? 0;
}
