import { describe, expect, it } from 'vitest';

import { permissionWords } from './permission-words';

const NOTHING = {
  native_addons: false,
  child_processes: false,
  environment: [],
  network: false,
  models: false,
};

describe('permissionWords', () => {
  it('says nothing of what is not asked for', () => {
    expect(permissionWords(NOTHING)).toEqual([]);
  });

  it('names each permission and each variable', () => {
    const words = permissionWords({
      ...NOTHING,
      native_addons: true,
      network: true,
      environment: ['A', 'B'],
    });
    expect(words).toEqual([
      'Load native code, which can do whatever you can',
      'Reach the network',
      'Read the variable A',
      'Read the variable B',
    ]);
  });
});
