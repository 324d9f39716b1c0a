import { formatDecimal } from './decimal';

/** "under a second", "8 s", "1 min 20 s", "1 h 05 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return $localize`under a second`;
  const whole = Math.round(seconds);
  if (whole < 60) return $localize`${whole}:seconds: s`;
  if (whole < 3600) return $localize`${Math.floor(whole / 60)}:minutes: min ${whole % 60}:seconds: s`;
  const minutes = Math.round(whole / 60);
  return $localize`${Math.floor(minutes / 60)}:hours: h ${String(minutes % 60).padStart(2, '0')}:minutes: min`;
}

/** How long a picture took, with a tenth where it matters: "4.2 s". */
export function formatElapsed(seconds: number): string {
  return seconds < 10 ? $localize`${formatDecimal(seconds, 1)}:seconds: s` : formatDuration(seconds);
}
