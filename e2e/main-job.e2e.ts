import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { hasChromium, hasRedis } from './support/services.js';
import { useStudio } from './support/studio.js';

const PROMPT = 'a green robot in a neon city at night';

/** On a phone the settings are behind a fold. */
async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Generate' }).waitFor();
  const fold = page.getByRole('button', { name: /^Settings/, expanded: false });
  if (await fold.isVisible()) await fold.click();
}

/** Moves the slider with the keyboard, as a person without a mouse would. */
async function setSlider(page: Page, name: string, value: number): Promise<void> {
  await openSettings(page);
  const slider = page.getByRole('slider', { name });
  await slider.fill(String(value));
  await expect.poll(() => slider.inputValue()).toBe(String(value));
}

/** Whether the picture has arrived and could be decoded. */
async function isPainted(page: Page, name: string | RegExp): Promise<boolean> {
  const image = page.getByRole('img', { name }).first();
  return image.evaluate((element) => (element as HTMLImageElement).naturalWidth >= 128);
}

/** Four pictures: time enough for what a test does meanwhile, on any machine. */
async function makeItLong(page: Page): Promise<void> {
  await setSlider(page, 'Steps', 30);
  await setSlider(page, 'Pictures', 4);
}

/** The whole main story on one page. */
async function mainStory(page: Page): Promise<void> {
  // Type a prompt, watch it come.
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(PROMPT);
  await makeItLong(page);
  await page.getByRole('button', { name: 'Generate' }).click();
  const progress = page.getByRole('progressbar');
  await progress.waitFor();

  // Reload in the middle: the page finds its job again.
  await page.reload();
  await progress.waitFor();
  await page.getByRole('button', { name: 'Cancel' }).first().waitFor();
  await progress.waitFor({ state: 'detached', timeout: 120_000 });
  await expect.poll(() => isPainted(page, new RegExp(PROMPT)), { timeout: 30_000 }).toBe(true);

  // It is in the gallery, with everything on record.
  await page.getByRole('link', { name: 'Gallery' }).click();
  await page
    .getByRole('link', { name: new RegExp(PROMPT) })
    .first()
    .click();
  await expect.poll(() => isPainted(page, new RegExp(PROMPT))).toBe(true);
  for (const text of [PROMPT, '30', 'starter']) await page.getByText(text).first().waitFor();

  // Its settings fill the form again.
  await page.getByRole('button', { name: 'Use these settings' }).click();
  await expect
    .poll(() => page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue())
    .toBe(PROMPT);
  await openSettings(page);
  await expect.poll(() => page.getByRole('slider', { name: 'Steps' }).inputValue()).toBe('30');

  // Delete it.
  await page.getByRole('link', { name: 'Gallery' }).click();
  const thumbnails = page.getByRole('link', { name: new RegExp(PROMPT) });
  await thumbnails.first().waitFor();
  const before = await thumbnails.count();
  await thumbnails.first().click();
  await page.getByRole('button', { name: 'Delete' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).last().click();
  await expect.poll(() => thumbnails.count()).toBe(before - 1);
}

describe.skipIf(!hasChromium)('the main job in a browser', () => {
  describe('with embedded services', () => {
    const studio = useStudio();
    const open = usePages(studio);

    it.each([
      ['a desktop', DESKTOP],
      ['a phone', PHONE],
    ])('goes from prompt to picture on %s', async (_name, viewport) => {
      const { page, errors } = await open('/', viewport);
      await mainStory(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, 'no sideways scrolling').toBeLessThanOrEqual(0);
      expect(errors).toEqual([]);
    });

    it('cancels', async () => {
      const { page } = await open();
      await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a blue boat on the sea');
      await makeItLong(page);
      await page.getByRole('button', { name: 'Generate' }).click();
      await page.getByRole('button', { name: 'Cancel' }).first().click();
      await page
        .getByText(/cancelled/i)
        .first()
        .waitFor();
      const cancelled = await studio.client.get<{ jobs: unknown[] }>('/api/v1/queue/jobs?status=cancelled');
      expect(cancelled.jobs).toHaveLength(1);
    });
  });

  describe.skipIf(!hasRedis)('with Redis and a separate worker', () => {
    const open = usePages(useStudio({ withWorker: true }));

    it('goes from prompt to picture', async () => {
      const { page, errors } = await open();
      await mainStory(page);
      expect(errors).toEqual([]);
    });
  });
});
