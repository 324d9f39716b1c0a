import { afterEach, describe, expect, it } from 'vitest';

import { faultWords } from './fault-words';

const { documentElement: page } = document;
const before = page.lang;

afterEach(() => {
  page.lang = before;
});

describe('faultWords', () => {
  const fault = { code: 'out-of-range', message: 'steps is 99; this model takes 1 to 50' };

  it('leaves it at what the studio says where that is the language of the app', () => {
    page.lang = 'en';
    expect(faultWords(fault)).toBe(fault.message);
  });

  it('says of what kind the fault is in another language', () => {
    page.lang = 'de';
    expect(faultWords(fault)).toBe(`Outside what is possible: ${fault.message}`);
  });

  it('says no more than the studio of a code that it does not know', () => {
    page.lang = 'de';
    expect(faultWords({ code: 'from-a-plugin', message: 'odd' })).toBe('odd');
    expect(faultWords({ message: 'odd' })).toBe('odd');
  });
});
