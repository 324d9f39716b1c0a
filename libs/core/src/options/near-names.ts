/** Names told to somebody who misspelt one. */
const MOST_TOLD = 5;

/** Names further away are no help: half of the characters differ. */
const LARGEST_SHARE = 0.5;

/**
 * The names that come nearest to one that there is not: those that contain it or are contained in it, and
 * those that differ in few characters, folders aside; the nearest first, five at most.
 */
export function nearNames(name: string, names: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  const rated = names.map((known) => {
    const whole = known.toLowerCase();
    const file = whole.slice(whole.lastIndexOf('/') + 1);
    return { known, distance: Math.min(distanceOf(wanted, whole), distanceOf(wanted, file)) };
  });
  return rated
    .filter(({ distance }) => distance <= LARGEST_SHARE)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, MOST_TOLD)
    .map(({ known }) => known);
}

/** 0 for equal names to 1 for names with nothing in common. */
function distanceOf(one: string, other: string): number {
  const longest = Math.max(one.length, other.length);
  const isPart = one !== '' && other !== '' && (one.includes(other) || other.includes(one));
  const share = longest === 0 ? 0 : editDistance(one, other) / longest;
  return isPart ? Math.min(share, LARGEST_SHARE) : share;
}

/** Characters to insert, remove or change (Levenshtein 1966). */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, i) => i);
  for (const [i, character] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, against] of Array.from(other).entries()) {
      const changed = (row[j] ?? 0) + (character === against ? 0 : 1);
      next.push(Math.min(changed, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
