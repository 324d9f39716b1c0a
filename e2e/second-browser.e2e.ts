import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

/** The prompts that wait, as a page shows them. */
const order = (page: Page) => page.locator('app-waiting-job .prompt').allInnerTexts();
const pictures = (page: Page) => page.getByRole('link', { name: /a pink robot/ });

describe.skipIf(!hasChromium)('a second browser at the same time', () => {
  const studio = useStudio();
  const open = usePages(studio);
  const { client } = studio;

  it('shows the same queue, progress and order', async () => {
    await client.post('/api/v1/queue/pause', {});
    const { page: phone } = await open('/queue', PHONE);
    const { page: desktop } = await open();
    for (const prompt of ['a red cat', 'a blue boat', 'a green tree']) {
      await desktop.getByRole('textbox', { name: 'Prompt', exact: true }).fill(prompt);
      await desktop.getByRole('button', { name: 'Generate' }).click();
      await phone.getByText(prompt).first().waitFor();
    }
    await desktop.goto('/queue');
    await desktop.getByRole('button', { name: 'Move up: a green tree' }).click();
    await expect.poll(() => order(phone)).toEqual(['a red cat', 'a green tree', 'a blue boat']);
    await expect.poll(() => order(desktop)).toEqual(['a red cat', 'a green tree', 'a blue boat']);

    await client.post('/api/v1/queue/resume', {});
    await expect.poll(() => order(phone), { timeout: 60_000 }).toEqual([]);
    await expect.poll(() => phone.getByText(/^Finished$/).count(), { timeout: 60_000 }).toBe(1);
  });

  it('shows a picture that the other made, and loses one that the other deleted', async () => {
    const { page: phone } = await open('/gallery', PHONE);
    const { page: desktop } = await open('/gallery');
    await client.waitUntilCompleted(await client.generate({ prompt: 'a pink robot' }));
    for (const page of [desktop, phone]) await pictures(page).first().waitFor();

    await desktop.bringToFront();
    await pictures(desktop).first().click();
    await desktop.getByRole('button', { name: 'Delete' }).first().click();
    await desktop.getByRole('dialog').getByRole('button', { name: 'Delete' }).last().click();
    for (const page of [desktop, phone]) await expect.poll(() => pictures(page).count()).toBe(0);
  });
});
