import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeForge } from '../plugins/forge/src/testing/fake-forge.js';
import { FakePythonError } from '../plugins/forge/src/testing/fake-process.js';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';
import { waitFor } from './support/wait-for.js';

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

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).first().click();

/** What a page shows beyond its first sight, and how to get there. */
const STATES: readonly (readonly [string, string, (page: Page) => Promise<unknown>])[] = [
  [
    'a failed job',
    '/queue',
    (page) =>
      page
        .getByText(/CUDA out of memory/)
        .first()
        .waitFor(),
  ],
  [
    'the days of a filter',
    '/gallery?days=between',
    (page) => page.getByLabel('From', { exact: true }).waitFor(),
  ],
  [
    'two pictures that are compared',
    '/gallery',
    async (page) => {
      await press(page, 'Select');
      for (const index of [0, 1]) await page.locator('app-picture-cell .cell').nth(index).click();
      expect.soft(await violations(page), 'chosen pictures').toEqual([]);
      await page.getByRole('button', { name: 'Compare' }).click();
      await page.getByRole('slider').waitFor();
    },
  ],
  ['the import of pictures', '/gallery', (page) => press(page, 'Import')],
  [
    'the faults of a model that is added',
    '/models',
    async (page) => {
      await press(page, 'Add a model');
      await press(page, 'Add');
      await page.locator('dialog [aria-invalid=true]').first().waitFor();
    },
  ],
  [
    'the faults of a server that is added',
    '/servers',
    async (page) => {
      await press(page, 'Add a server');
      await press(page, 'Add');
      await page.locator('dialog [aria-invalid=true]').first().waitFor();
    },
  ],
  [
    'the question before a server is removed',
    '/servers',
    async (page) => {
      await press(page, 'Remove');
      await page.getByRole('alertdialog').waitFor();
    },
  ],
  [
    'a setting that is not saved',
    '/settings',
    async (page) => {
      await page.getByLabel('Steps of a request').fill('0');
      await press(page, 'Save');
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  ],
  [
    'a mask that is painted',
    '/gallery',
    async (page) => {
      await page.locator('app-picture-cell .cell').first().click();
      await page.getByRole('link', { name: 'Use as input' }).click();
      await page.getByRole('button', { name: /^Generate/ }).waitFor();
      const fold = page.getByRole('button', { name: /^Settings/, expanded: false });
      if (await fold.isVisible()) await fold.click();
      await press(page, 'Paint a mask');
      await page.getByRole('application').waitFor();
    },
  ],
];

describe.skipIf(!hasChromium)('accessibility, by axe', () => {
  const studio = useStudio();
  const open = usePages(studio);
  let forge: FakeForge;

  beforeAll(async () => {
    const { client } = studio;
    await client.waitUntilCompleted(await client.generate({ prompt: 'a red robot', num_images: 2 }));
    await client.post('/api/v1/servers', { plugin: 'forge', alias: 'attic', url: 'http://127.0.0.1:9' });
    forge = await new FakeForge().start();
    await client.post('/api/v1/servers', { alias: 'shed', url: forge.url });
    await client.waitForModel('the models of the server', ({ backend }) => backend.name === 'shed');
    forge.process.nextError = new FakePythonError('OutOfMemoryError', 'CUDA out of memory.');
    const far = { target_server_alias: 'shed', generation_params: { prompt: 'a whale', steps: 4 } };
    const failed = await client.generate(far);
    await waitFor('its failure', async () => (await client.job(failed)).status === 'failed' || undefined);
  });

  afterAll(() => forge.stop());

  describe.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('on %s', (_name, viewport) => {
    it('finds nothing on any page that the navigation leads to', async () => {
      const { page } = await open('/', viewport);
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
      const { page } = await open('/gallery', viewport);
      await page
        .getByRole('link', { name: /a red robot/ })
        .first()
        .click();
      await page.getByRole('button', { name: 'Use these settings' }).waitFor();
      expect(await violations(page)).toEqual([]);
    });

    it.each(STATES)('finds nothing in %s', async (name, path, reach) => {
      const { page } = await open(path, viewport);
      await settle(page);
      await reach(page);
      expect(await violations(page), name).toEqual([]);
    });

    it.each(['Prompt history', 'Enrich prompt', 'Styles'])('finds nothing in the dialog %s', async (name) => {
      const { page } = await open('/', viewport);
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      expect(await violations(page)).toEqual([]);
    });
  });

  it('finds nothing in the sheet of shortcuts', async () => {
    const { page } = await open();
    await settle(page);
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
