import { expect, it } from 'vitest';

import type { NumberOption } from '../api/generated/models/number-option';
import { sizeForPicture } from './picture-size';

const edge: NumberOption = {
  type: 'integer',
  label: 'Edge',
  min: 64,
  max: 2048,
  step: 64,
  default: 512,
};

it.each([
  ['as it is', { width: 512, height: 384 }, { width: 512, height: 384 }],
  ['on the next step', { width: 500, height: 390 }, { width: 512, height: 384 }],
  ['with as many pixels as the model makes', { width: 4000, height: 3000 }, { width: 576, height: 448 }],
  ['inside the range', { width: 20, height: 30 }, { width: 64, height: 64 }],
])('is that of the picture: %s', (_title, picture, size) => {
  expect(sizeForPicture(picture, edge, edge)).toEqual(size);
});
