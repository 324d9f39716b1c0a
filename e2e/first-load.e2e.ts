import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, openPage, PHONE, startBrowser } from './support/browser.js';
import { startServer, type Server } from './support/process.js';
import { hasChromium } from './support/services.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const MOST_GZIPPED_BYTES = 200_000;

describe.skipIf(!hasChromium)('the first load', () => {
  let browser: Browser;
  let workspace: Workspace;
  let server: Server;

  beforeAll(async () => {
    browser = await startBrowser();
    workspace = createWorkspace();
    server = await startServer(workspace);
  });

  afterAll(async () => {
    await browser.close();
    await server.end();
    workspace.remove();
  });

  it.each([
    ['en-GB', 'Generate', 'en'],
    ['de-AT', 'Erzeugen', 'de'],
    ['fr-FR', 'Generate', 'en'],
  ])('for %s is small, and comes from nowhere else', async (locale, heading, language) => {
    const { page, errors } = await openPage(browser, server.url, DESKTOP, locale);
    await page.getByRole('heading', { name: heading, exact: true }).waitFor({ state: 'attached' });
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await page.waitForLoadState('networkidle');
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name),
    );
    const scripts = [...new Set(loaded)].filter((name) => new URL(name).pathname.endsWith('.js'));
    const bodies = await Promise.all(scripts.map(async (name) => (await fetch(name)).arrayBuffer()));
    const total = bodies.reduce((sum, body) => sum + gzipSync(new Uint8Array(body)).length, 0);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThanOrEqual(MOST_GZIPPED_BYTES);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('speaks the language that is chosen on a phone, from then on', async () => {
    const { page, errors } = await openPage(browser, server.url, PHONE);
    await page.goto('/settings');
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.goto('/audit');
    await page.getByText('Studio gestartet').first().waitFor();
    await page.goto('/settings');
    await page.getByLabel('Sprache').selectOption('');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(errors).toEqual([]);
    await page.context().close();
  });
});
