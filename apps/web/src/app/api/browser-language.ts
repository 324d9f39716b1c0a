import { lastingStorage, readStored, writeStored } from './browser-storage';

const KEY = 'cyberimage.language';

/** What the studio's own texts are written in, and what they are translated into, each under its own name. */
export const LANGUAGES = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'Deutsch' },
] as const;

export type Language = (typeof LANGUAGES)[number]['value'];

/** The language that was chosen here; undefined when it follows the browser. */
export function chosenLanguage(): Language | undefined {
  const chosen = readStored(lastingStorage, KEY);
  return LANGUAGES.find(({ value }) => value === chosen)?.value;
}

/** In force with the next load of the page: texts are read as the app starts. */
export function chooseLanguage(language: Language | undefined): void {
  writeStored(lastingStorage, KEY, language);
}

/** The chosen language, or the first of the browser's that there is. */
export function browserLanguage(wanted: readonly string[] = navigator.languages): Language {
  const spoken = wanted.map((tag) => LANGUAGES.find(({ value }) => tag.split('-')[0] === value)?.value);
  return chosenLanguage() ?? spoken.find((language) => language !== undefined) ?? 'en';
}
