import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

const actions = (page: Page) => page.locator('app-audit-record .action').allInnerTexts();

describe.skipIf(!hasChromium)('the records', () => {
  const studio = useStudio();
  const open = usePages(studio);
  const { client } = studio;

  it.each([
    ['a desktop', DESKTOP, 'a teal heron'],
    ['a phone', PHONE, 'a brass beetle'],
  ])(
    "on %s tell a picture's life, lose its words, and are still in order",
    async (_name, viewport, prompt) => {
      await client.waitUntilCompleted(await client.generate({ prompt, steps: 4, width: 128, height: 128 }));

      // From the picture to its records.
      const { page, errors } = await open('/gallery', viewport);
      await page
        .getByRole('link', { name: new RegExp(prompt) })
        .first()
        .click();
      await page.getByRole('link', { name: 'Its life on record' }).click();
      await expect
        .poll(() => actions(page))
        .toEqual(['Picture viewed', 'Job completed', 'Picture made', 'Job started', 'Picture asked for']);

      // The words go, the chain holds.
      await page.getByText('Picture asked for').click();
      await page.getByRole('button', { name: 'Take the words out' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Take them out' }).click();
      await page.getByText('[redacted]').first().waitFor();
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByText(/^All \d+ records are in order\.$/).waitFor();

      // What is in sight can be had as a file.
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: 'CSV' }).click(),
      ]);
      const csv = readFileSync(await download.path(), 'utf8');
      expect(csv).toContain(',job.created,');
      expect(csv).not.toContain(prompt);

      // All of it again, narrowed down by what it is about.
      await page.getByRole('button', { name: 'Show everything' }).click();
      await page.getByLabel('Which records').selectOption('app');
      await expect.poll(() => actions(page)).toEqual(['Studio started']);
      expect(errors).toEqual([]);
    },
  );
});
