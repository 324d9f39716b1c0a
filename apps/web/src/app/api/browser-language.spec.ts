import { afterEach, describe, expect, it } from 'vitest';

import { browserLanguage, chooseLanguage, chosenLanguage } from './browser-language';

afterEach(() => localStorage.clear());

describe('the language of the studio', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'de', 'en'], 'de'],
    [['en-GB', 'de'], 'en'],
    [['fr', 'it'], 'en'],
    [[], 'en'],
  ])('for a browser that wants %j is %s', (wanted, language) => {
    expect(browserLanguage(wanted)).toBe(language);
  });

  it('is the chosen one, until nothing is chosen any more', () => {
    chooseLanguage('de');
    expect([chosenLanguage(), browserLanguage(['en'])]).toEqual(['de', 'de']);
    chooseLanguage(undefined);
    expect([chosenLanguage(), browserLanguage(['en'])]).toEqual([undefined, 'en']);
  });
});
