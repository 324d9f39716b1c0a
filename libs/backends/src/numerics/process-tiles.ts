import { emptyPlanes, type Planes } from './planes.js';

/** How planes are cut. */
export interface Tiling {
  /** Side of a tile in places. */
  readonly side: number;
  /** How many places a tile has in common with the next one, each way; below `side`. */
  readonly overlap: number;
}

/**
 * Works on planes tile by tile and blends the results into each other where they overlap, as
 * `AutoencoderKL.tiled_decode` of diffusers does it: linear, first with the tile above, then with the one
 * before.
 *
 * @param process makes each tile larger or smaller by the same factor, which must leave `side` and `overlap`
 *   whole
 */
export async function processTiles(
  planes: Planes,
  { side, overlap }: Tiling,
  process: (tile: Planes) => Promise<Planes>,
): Promise<Planes> {
  let above: readonly Planes[] = [];
  let result: Planes | undefined;
  for (const top of startsOf(planes.height, { side, overlap })) {
    const row: Planes[] = [];
    for (const left of startsOf(planes.width, { side, overlap })) {
      const tile = await process(crop(planes, { top, left, side }));
      const factor = tile.width / Math.min(side, planes.width - left);
      blend(tile, { above: above[row.length], before: row.at(-1) }, overlap * factor);
      row.push(tile);
      result ??= emptyPlanes(tile.channels, planes.height * factor, planes.width * factor);
      // The places in common with the next tiles are pasted over by them, blended.
      paste(tile, result, { top: top * factor, left: left * factor });
    }
    above = row;
  }
  if (result === undefined) throw new RangeError('there are no planes to work on');
  return result;
}

/** A tile that would lie in the overlap of the one before is left out: it would see too little. */
function startsOf(length: number, { side, overlap }: Tiling): readonly number[] {
  const stride = side - overlap;
  const count = Math.max(1, Math.ceil((length - overlap) / stride));
  return Array.from({ length: count }, (_, i) => i * stride);
}

interface Corner {
  readonly top: number;
  readonly left: number;
}

function crop(
  { data, channels, height, width }: Planes,
  { top, left, side }: Corner & Pick<Tiling, 'side'>,
): Planes {
  const part = emptyPlanes(channels, Math.min(side, height - top), Math.min(side, width - left));
  for (let line = 0; line < channels * part.height; line++) {
    const channel = Math.floor(line / part.height);
    const start = (channel * height + top + (line % part.height)) * width + left;
    part.data.set(data.subarray(start, start + part.width), line * part.width);
  }
  return part;
}

function paste({ data, channels, height, width }: Planes, whole: Planes, { top, left }: Corner): void {
  for (let line = 0; line < channels * height; line++) {
    const channel = Math.floor(line / height);
    const target = (channel * whole.height + top + (line % height)) * whole.width + left;
    whole.data.set(data.subarray(line * width, (line + 1) * width), target);
  }
}

/** Fades from the neighbours' last `extent` places into the tile's first ones; the one above comes first. */
function blend(
  tile: Planes,
  { above, before }: { readonly above: Planes | undefined; readonly before: Planes | undefined },
  extent: number,
): void {
  if (above !== undefined) blendRows(tile, above, Math.min(extent, above.height, tile.height));
  if (before !== undefined) blendColumns(tile, before, Math.min(extent, before.width, tile.width));
}

function blendRows(tile: Planes, above: Planes, rows: number): void {
  const { data, channels, height, width } = tile;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = 0; y < rows; y++) {
      const own = (channel * height + y) * width;
      const other = (channel * above.height + above.height - rows + y) * above.width;
      const share = y / rows;
      for (let x = 0; x < width; x++) data[own + x] = mix(above.data[other + x]!, data[own + x]!, share);
    }
  }
}

function blendColumns(tile: Planes, before: Planes, columns: number): void {
  const { data, channels, height, width } = tile;
  for (let line = 0; line < channels * height; line++) {
    const own = line * width;
    const other = (line + 1) * before.width - columns;
    for (let x = 0; x < columns; x++) {
      data[own + x] = mix(before.data[other + x]!, data[own + x]!, x / columns);
    }
  }
}

function mix(other: number, own: number, share: number): number {
  return other * (1 - share) + own * share;
}
