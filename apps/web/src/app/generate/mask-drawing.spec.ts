import { expect, it } from 'vitest';

import { MaskDrawing, type Stroke } from './mask-drawing';

const stroke = (x: number): Stroke => ({ kind: 'stroke', erases: false, size: 8, points: [{ x, y: 0 }] });

it('takes back what was done last, and does it again', () => {
  const drawing = new MaskDrawing();
  expect([drawing.canUndo(), drawing.canRedo()]).toEqual([false, false]);
  drawing.add(stroke(1));
  drawing.add({ kind: 'invert' });
  drawing.undo();
  expect(drawing.actions()).toEqual([stroke(1)]);
  drawing.redo();
  expect(drawing.actions()).toEqual([stroke(1), { kind: 'invert' }]);
  drawing.undo();
  drawing.add(stroke(2));
  expect(drawing.canRedo()).toBe(false);
  drawing.reset();
  expect([drawing.canUndo(), drawing.canRedo()]).toEqual([false, false]);
});

it('goes on with the last stroke only', () => {
  const drawing = new MaskDrawing();
  expect(drawing.extend({ x: 1, y: 1 })).toBeUndefined();
  drawing.add(stroke(1));
  expect(drawing.extend({ x: 5, y: 6 })?.points).toEqual([
    { x: 1, y: 0 },
    { x: 5, y: 6 },
  ]);
  drawing.add({ kind: 'clear' });
  expect(drawing.extend({ x: 1, y: 1 })).toBeUndefined();
});
