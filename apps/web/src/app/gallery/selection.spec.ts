import { beforeEach, describe, expect, it } from 'vitest';

import { Selection } from './selection';

const ORDER = ['a', 'b', 'c', 'd', 'e'];
let selection: Selection;
const chosen = (): string[] => [...selection.ids()].sort();

beforeEach(() => {
  selection = new Selection();
});

describe('Selection', () => {
  it('toggles one picture and stays open when the last one is let go', () => {
    selection.toggle('b');
    selection.toggle('d');
    selection.toggle('b');
    expect(chosen()).toEqual(['d']);
    selection.toggle('d');
    expect(selection.active()).toBe(true);
    selection.end();
    expect(selection.active()).toBe(false);
  });

  it('chooses a range in either direction from the last chosen one', () => {
    selection.toggle('d');
    selection.extendTo('b', ORDER);
    expect(chosen()).toEqual(['b', 'c', 'd']);
    selection.extendTo('a', ORDER);
    expect(chosen()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('begins with the picture itself where nothing was chosen before', () => {
    selection.extendTo('c', ORDER);
    expect(chosen()).toEqual(['c']);
  });

  it('lets go of what is gone', () => {
    selection.choose(ORDER);
    selection.keepOnly((id) => id !== 'c');
    expect(chosen()).toEqual(['a', 'b', 'd', 'e']);
  });
});
