import { beforeEach, describe, expect, it } from 'vitest';

import { lastingStorage, readStored, tabStorage, writeStored } from './browser-storage';

const refused = (): Storage => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

describe('browser storage', () => {
  it('keeps, reads and forgets', () => {
    writeStored(tabStorage, 'key', 'value');
    expect(readStored(tabStorage, 'key')).toBe('value');
    expect(readStored(lastingStorage, 'key')).toBeUndefined();
    writeStored(tabStorage, 'key', undefined);
    expect(readStored(tabStorage, 'key')).toBeUndefined();
  });

  it('does without where the browser refuses', () => {
    expect(() => writeStored(refused, 'key', 'value')).not.toThrow();
    expect(readStored(refused, 'key')).toBeUndefined();
  });
});
