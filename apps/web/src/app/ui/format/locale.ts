/**
 * What dates and numbers are written for: the studio's language, as the region has it that the browser names.
 * Undefined, which stands for the browser's own, where the page has no language.
 */
export function formatLocale(): string | undefined {
  const { lang } = document.documentElement;
  if (lang === '') return undefined;
  return navigator.languages.find((tag) => tag.split('-')[0] === lang) ?? lang;
}
