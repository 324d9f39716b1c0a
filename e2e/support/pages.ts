import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { DESKTOP, startBrowser } from './browser.js';
import { describePage } from './describe-page.js';
import type { Studio } from './studio.js';

export interface OpenedPage {
  readonly page: Page;
  /** What went wrong in it: exceptions, errors of the console, requests to anywhere but the studio. */
  readonly errors: readonly string[];
}

/** Opens a page of the studio in a browser profile of its own. */
export type OpenPage = (
  path?: string,
  viewport?: typeof DESKTOP,
  profile?: BrowserContextOptions,
) => Promise<OpenedPage>;

/**
 * One browser for the tests of a `describe`. What a test opened is closed after it: a browser stops to draw pages
 * when others are in front of them. Of a test that failed or ran out of time is told what its pages showed.
 */
export function usePages(studio: Studio): OpenPage {
  let browser: Browser;
  let opened: OpenedPage[] = [];

  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      for (const one of opened) console.error(await describePage(one, task.name));
    }
    await Promise.all(browser.contexts().map((context) => context.close()));
    opened = [];
  });

  afterAll(() => browser.close());

  return async (path = '/', viewport = DESKTOP, profile = {}) => {
    const context = await browser.newContext({ viewport, locale: 'en-US', baseURL: studio.url, ...profile });
    const page = await context.newPage();
    const errors = errorsOf(page, studio.url);
    opened.push({ page, errors });
    await page.goto(path);
    return { page, errors };
  };
}

/** Collects what goes wrong in a page. */
function errorsOf(page: Page, url: string): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('request', (request) => {
    const isOwn = [url, 'data:', 'blob:'].some((start) => request.url().startsWith(start));
    if (!isOwn) errors.push(`request to elsewhere: ${request.url()}`);
  });
  return errors;
}
