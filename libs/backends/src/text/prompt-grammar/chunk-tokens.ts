/** A token of a prompt. */
export interface WeightedToken {
  readonly id: number;
  readonly weight: number;
}

/** How far back from the end of a full chunk a comma is looked for: A1111's default. */
const COMMA_BACKTRACK = 20;

/**
 * Spreads a prompt over chunks of the length that a CLIP encoder was trained with. Where a chunk is full and
 * one of its last 20 tokens is a comma, what follows the comma goes on to the next, so that a thought stays
 * together. A section begins a new chunk.
 *
 * @param sections tokens between `BREAK`s
 * @param room tokens that a chunk takes, without bos and eos: 75
 * @param comma its id; undefined in a vocabulary without
 * @returns at least one chunk; an empty section makes an empty one, except the last
 */
export function chunkTokens(
  sections: readonly (readonly WeightedToken[])[],
  room: number,
  comma: number | undefined,
): readonly (readonly WeightedToken[])[] {
  const chunks = sections.flatMap((tokens, i) => {
    const isTrailing = i > 0 && i === sections.length - 1 && tokens.length === 0;
    return isTrailing ? [] : chunkSection(tokens, room, comma);
  });
  return chunks;
}

function chunkSection(
  tokens: readonly WeightedToken[],
  room: number,
  comma: number | undefined,
): readonly (readonly WeightedToken[])[] {
  const chunks: (readonly WeightedToken[])[] = [];
  let rest = tokens;
  while (rest.length > room) {
    const length = roomyLength(rest, room, comma);
    chunks.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...chunks, rest];
}

/** How many tokens of a text that is too long go into its first chunk. */
function roomyLength(tokens: readonly WeightedToken[], room: number, comma: number | undefined): number {
  // A comma that would begin the next chunk divides well enough.
  if (comma === undefined || tokens[room]?.id === comma) return room;
  const last = tokens.slice(0, room).findLastIndex(({ id }) => id === comma);
  return last !== -1 && room - last <= COMMA_BACKTRACK ? last + 1 : room;
}
