import { loadTranslations } from '@angular/localize';

import type { Language } from '../app/api/browser-language';

/** A text of the app and what it is in another language; null where nobody has translated it yet. */
type Texts = Readonly<Record<string, { readonly source: string; readonly target: string | null }>>;

const TEXTS: Readonly<Record<Exclude<Language, 'en'>, () => Promise<{ default: Texts }>>> = {
  de: () => import('./de.json'),
};

/** Has the app speak `language`; whatever is not translated, or can't be fetched, stays English. */
export async function loadTexts(language: Language): Promise<void> {
  if (language === 'en') return;
  try {
    const { default: texts } = await TEXTS[language]();
    const translated = Object.entries(texts).flatMap(([id, { target }]) =>
      target === null ? [] : [[id, target] as const],
    );
    loadTranslations(Object.fromEntries(translated));
  } catch {
    document.documentElement.lang = 'en';
  }
}
