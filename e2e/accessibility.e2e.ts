import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, openPage, PHONE, startBrowser } from './support/browser.js';
import { Client } from './support/client.js';
import { startServer, type Server } from './support/process.js';
import { hasChromium } from './support/services.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

/** Colours are measured as they stay: a text that fades in has little contrast on its way. */
const AT_REST = '*, ::before, ::after { animation: none !important; transition: none !important }';

/** What axe finds wrong, each with the element that it finds it at. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.addStyleTag({ content: AT_REST });
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: runner } = window as unknown as { axe: typeof axe };
    return (await runner.run(document, { resultTypes: ['violations'] })).violations;
  });
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary ?? ''}`),
  );
}

/** Waits until nothing on the page says that it is loading. */
async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await expect.poll(() => page.locator('.skeleton').count()).toBe(0);
}

describe.skipIf(!hasChromium)('accessibility, by axe', () => {
  let browser: Browser;
  let workspace: Workspace;
  let server: Server;

  beforeAll(async () => {
    browser = await startBrowser();
    workspace = createWorkspace();
    server = await startServer(workspace);
    const client = new Client(server.url);
    await client.waitUntilCompleted(await client.generate({ prompt: 'a red robot', num_images: 2 }));
    await client.post('/api/v1/servers', { plugin: 'forge', alias: 'attic', url: 'http://127.0.0.1:9' });
  });

  afterAll(async () => {
    await browser.close();
    await server.end();
    workspace.remove();
  });

  describe.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('on %s', (_name, viewport) => {
    it('finds nothing on any page that the navigation leads to', async () => {
      const { page } = await openPage(browser, server.url, viewport);
      await settle(page);
      const links = page.locator('nav a[href]');
      const paths = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      expect(paths.length).toBeGreaterThanOrEqual(5);
      for (const path of paths) {
        await page.goto(path);
        await settle(page);
        // What is behind a fold counts as well.
        await page.evaluate(() => document.querySelectorAll('details').forEach((fold) => (fold.open = true)));
        expect.soft(await violations(page), path).toEqual([]);
      }
    });

    it("finds nothing on a picture's details", async () => {
      const { page } = await openPage(browser, server.url, viewport);
      await page.goto('/gallery');
      await page
        .getByRole('link', { name: /a red robot/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Use these settings' }).waitFor();
      expect(await violations(page)).toEqual([]);
    });

    it.each(['Prompt history', 'Enrich prompt', 'Styles'])('finds nothing in the dialog %s', async (name) => {
      const { page } = await openPage(browser, server.url, viewport);
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violations(page)).toEqual([]);
    });
  });

  it('finds nothing in the sheet of shortcuts', async () => {
    const { page } = await openPage(browser, server.url);
    await settle(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
