import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
// @ts-expect-error -- a script of the benches, without types
import { seedSqlite } from '../bench/support/seed-gallery.mjs';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { freePort } from './support/port.js';
import { startServer } from './support/process.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';
import type { Workspace } from './support/workspace.js';

const PICTURES = 100_000;

/** Pictures that are drawn now, thumbnails loaded. */
function drawn(page: Page): Promise<number> {
  return page
    .locator('app-picture-cell img')
    .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
}

async function jumpTo(page: Page, share: number): Promise<void> {
  await page.evaluate((to) => {
    scrollTo({ top: (document.documentElement.scrollHeight - innerHeight) * to, behavior: 'instant' });
  }, share);
}

async function fill(workspace: Workspace): Promise<void> {
  // The first start makes the tables.
  await (await startServer(workspace, await freePort())).end();
  await seedSqlite(workspace.env['CONFIG_DATA_PATH'], workspace.env['MEDIA_ROOT'], PICTURES);
}

describe.skipIf(!hasChromium)('a gallery of 100,000 pictures', () => {
  const studio = useStudio({ prepare: fill });
  const open = usePages(studio);

  it.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('is scrolled from end to end on %s', async (_name, viewport) => {
    const { page, errors } = await open('/gallery', viewport);
    await expect.poll(() => drawn(page), { timeout: 30_000 }).toBeGreaterThan(8);
    const height = (): Promise<number> => page.evaluate(() => document.documentElement.scrollHeight);
    await expect.poll(height, { timeout: 30_000 }).toBeGreaterThan(800_000);

    // By the scrollbar, anywhere at once.
    const day = page.locator('app-picture-grid').locator('.in-sight, h2').first();
    for (const share of [0.5, 1, 0.25]) {
      const before = await day.textContent();
      await jumpTo(page, share);
      await expect.poll(() => day.textContent(), { timeout: 30_000 }).not.toBe(before);
      await expect.poll(() => drawn(page), { timeout: 30_000 }).toBeGreaterThan(8);
    }
    // However many there are, only what is in sight is in the document.
    expect(await page.locator('app-picture-grid li').count()).toBeLessThan(400);

    // A picture from the middle, its neighbour by the keyboard, and back to the same place.
    await page.locator('app-picture-cell a').nth(4).click();
    await page.getByRole('dialog', { name: 'Picture details' }).waitFor();
    const before = await page.evaluate(() => scrollY);
    const first = page.url();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.url()).not.toBe(first);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Picture details' }).waitFor({ state: 'detached' });
    const moved = async () => Math.abs((await page.evaluate(() => scrollY)) - before);
    await expect.poll(moved).toBeLessThan(5);

    // A search among all of them.
    await jumpTo(page, 0);
    await page.getByRole('searchbox').fill('albatross');
    await expect.poll(height, { timeout: 30_000 }).toBeLessThan(100_000);
    // Each of them was made on another day: there is one in a row.
    await expect.poll(() => drawn(page), { timeout: 30_000 }).toBeGreaterThan(3);
    expect(errors).toEqual([]);
  });

  it('stays smooth while it is scrolled', async () => {
    const { page } = await open('/gallery');
    await expect.poll(() => drawn(page), { timeout: 30_000 }).toBeGreaterThan(8);
    const frames = await page.evaluate(async () => {
      const times: number[] = [];
      let last = performance.now();
      for (let frame = 0; frame < 120; frame++) {
        scrollBy({ top: 120, behavior: 'instant' });
        // A browser that nobody looks at may stop drawing: a frame that never comes is not waited for.
        await new Promise<void>((resolve) => {
          requestAnimationFrame(() => resolve());
          setTimeout(resolve, 500);
        });
        const now = performance.now();
        times.push(now - last);
        last = now;
      }
      return times.toSorted((a, b) => a - b);
    });
    // Told, not tested: it depends on the machine.
    console.log(`frame times: p50 ${frames[60]?.toFixed(1)} ms, p95 ${frames[114]?.toFixed(1)} ms`);
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(10_000);
  });

  it('deletes a range, and the trash gives it back', async () => {
    const { page } = await open('/gallery');
    await expect.poll(() => drawn(page), { timeout: 30_000 }).toBeGreaterThan(8);
    await page.getByRole('button', { name: 'Select', exact: true }).click();
    const cells = page.locator('app-picture-cell button.cell');
    await cells.first().click();
    await cells.nth(5).click({ modifiers: ['Shift'] });
    await page.getByText('6 selected').waitFor();
    await page
      .getByRole('region', { name: 'Chosen pictures' })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByText('6 pictures deleted').waitFor();
    await page.goto('/gallery/trash');
    await expect.poll(() => drawn(page)).toBe(6);
    await cells.first().click();
    await page.getByRole('button', { name: 'All' }).click();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('The trash is empty').waitFor();
    const counted = await studio.client.get<{ images: number }>('/api/v1/gallery/images/count');
    expect(counted.images).toBe(PICTURES);
  });
});
