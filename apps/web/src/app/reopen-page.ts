import { DOCUMENT, inject } from '@angular/core';
import type { NavigationError } from '@angular/router';

const KEY = 'cyberimage.reopened-at';
const RETRY_MS = 2000;
/** A page that fails again so soon is not there, however often it is asked for. */
const AGAIN_MS = 20_000;

/**
 * A page's code could not be fetched: the studio is away, or was updated under an open tab. The browser
 * remembers a module that failed, so only a fresh document helps: it is opened as soon as the studio answers.
 */
export function reopenPage({ url }: NavigationError): void {
  const { defaultView: window } = inject(DOCUMENT);
  if (window === null) return;
  const reopenedAt = Number(window.sessionStorage.getItem(KEY) ?? 0);
  if (Date.now() - reopenedAt < AGAIN_MS) return;
  const attempt = async (): Promise<void> => {
    const answer = await window.fetch('/health').catch(() => undefined);
    if (answer?.ok !== true) {
      window.setTimeout(() => void attempt(), RETRY_MS);
      return;
    }
    window.sessionStorage.setItem(KEY, String(Date.now()));
    window.location.assign(url);
  };
  void attempt();
}
