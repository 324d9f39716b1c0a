import { formatLocale } from './locale';

/** With so many digits behind the point, or whatever the language has in its place. */
export function formatDecimal(value: number, digits: number, locale = formatLocale()): string {
  const places = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(locale, places);
}
