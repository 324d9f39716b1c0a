import { chromium, type Browser, type Page } from 'playwright-core';

/** Without these Chromium calls home at every start, which fails noisily where there is no network. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Starts Debian's Chromium. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGUMENTS });
}

/** A page of its own browser profile; what goes wrong in it is collected in `errors`. */
export async function openPage(
  browser: Browser,
  url: string,
  viewport = DESKTOP,
  locale = 'en-US',
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({ viewport, locale, baseURL: url });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('request', (request) => {
    if (
      !request.url().startsWith(url) &&
      !request.url().startsWith('data:') &&
      !request.url().startsWith('blob:')
    ) {
      errors.push(`request to elsewhere: ${request.url()}`);
    }
  });
  await page.goto('/');
  return { page, errors };
}
