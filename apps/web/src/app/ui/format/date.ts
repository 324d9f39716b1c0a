import { formatLocale } from './locale';

/** Day and time in the browser's language and time zone. */
export function formatDateTime(iso: string, locale = formatLocale()): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(iso));
}

/** The time of day, short: "14:05". */
export function formatTime(iso: string, locale = formatLocale()): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(new Date(iso));
}

/** The day as people say it: "Today", "Yesterday", "Friday, November 20", with the year where it isn't this one. */
export function formatDay(iso: string, now: Date = new Date(), locale = formatLocale()): string {
  const day = new Date(iso);
  if (day.toDateString() === now.toDateString()) return $localize`Today`;
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (day.toDateString() === yesterday.toDateString()) return $localize`Yesterday`;
  const year = day.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(locale, { weekday: 'long', month: 'long', day: 'numeric', year }).format(
    day,
  );
}
