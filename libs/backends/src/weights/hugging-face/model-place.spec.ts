import { expect, it } from 'vitest';
import type { JsonObject } from '@cyberimage/core';
import { modelLine } from '../../testing/create-backend.js';
import { readModelPlace } from './model-place.js';

const read = (repo: string, options: JsonObject = {}) =>
  readModelPlace(modelLine('model', repo, { options }));

it('gives each choice a folder of its own', () => {
  expect(read('owner/name')).toMatchObject({ revision: 'main', folder: 'owner/name' });
  const choices = { revision: 'refs/pr/1', subfolder: 'onnx/io16', variant: 'fp16' };
  expect(read('owner/name', choices)).toMatchObject({
    ...choices,
    folder: 'owner/name@refs-pr-1@onnx-io16@fp16',
  });
});

it.each([
  ['name', {}, /"name" is not a repository; expected owner\/name/],
  ['../../etc', {}, /is not a repository/],
  ['owner/name', { subfolder: '../other' }, /the option subfolder is "..\/other"/],
  ['owner/name', { variant: 16 }, /the option variant is 16; expected a name/],
  ['owner/name', { revision: '' }, /the option revision is ""/],
])('says what is wrong with %s %j', (repo, options, message) => {
  expect(read(repo, options)).toMatch(message);
});
