import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeForge } from '../plugins/forge/src/testing/fake-forge.js';
import { DESKTOP, PHONE } from './support/browser.js';
import type { Client } from './support/client.js';
import { dropFiles } from './support/drop-files.js';
import { a1111Png, exifJpeg } from './support/foreign-pictures.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

/** More than an address can name. */
const COUNT = 330;
const DAYS = 3;
const DAY_MS = 86_400_000;
/** The largest file, in the middle of the oldest day. */
const LARGEST = COUNT - 50;
const SOON = { timeout: 15_000 };

/** Small and each another; one of noise, which no compression makes small. */
function picture(index: number): Promise<Buffer> {
  const side = index === LARGEST ? 96 : 16;
  const size = { width: side, height: side, channels: 3 } as const;
  const background = { r: index % 256, g: index >> 8, b: 90 };
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = index === LARGEST ? { ...size, background, noise } : { ...size, background };
  return sharp({ create }).png().toBuffer();
}

/** From one day to the next there is midnight somewhere, wherever the tests run. */
async function importPictures(url: string): Promise<void> {
  const form = new FormData();
  const newest = Date.now() - 60_000;
  for (let index = 0; index < COUNT; index++) {
    const day = Math.floor((index * DAYS) / COUNT);
    form.append('modified_at', String(newest - day * DAY_MS - index));
    form.append('files', new Blob([new Uint8Array(await picture(index))]), `${index}.png`);
  }
  const answer = await fetch(`${url}/api/v1/gallery/import`, { method: 'POST', body: form });
  expect(answer.status).toBe(200);
}

const headings = (page: Page): Promise<string[]> => page.locator('app-picture-grid h2').allTextContents();

/** The file's name when it was imported. */
async function firstShown(page: Page, client: Client): Promise<string | null> {
  const id = await page.locator('[data-picture]').first().getAttribute('data-picture');
  return (await client.get<{ source_name: string | null }>(`/api/v1/gallery/images/${id}`)).source_name;
}

describe.skipIf(!hasChromium)('a gallery of several days', () => {
  const studio = useStudio();
  const openPage = usePages(studio);
  const { client } = studio;
  let forge: FakeForge;

  beforeAll(async () => {
    await importPictures(studio.url);
    forge = await new FakeForge().start();
    await client.post('/api/v1/servers', { alias: 'attic', url: forge.url });
    await client.waitForModel('the models of the server', ({ backend }) => backend.name === 'attic');
    const size = { steps: 4, width: 64, height: 64 };
    const far = { target_server_alias: 'attic', generation_params: { prompt: 'a far lighthouse', ...size } };
    await client.waitUntilCompleted(await client.generate(far));
    await client.waitUntilCompleted(await client.generate({ prompt: 'a near one', ...size }));
  });

  afterAll(() => forge.stop());

  describe.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('on %s', (_name, viewport) => {
    it('is put in order by date, model and size, which a reload keeps', async () => {
      const { page, errors } = await openPage('/', viewport);
      await page.goto('/gallery');
      await expect.poll(() => headings(page), SOON).toContain('Today');
      const order = page.getByLabel('Order', { exact: true });
      await order.selectOption('oldest');
      const { images } = await client.get<{ images: { source_name: string }[] }>(
        '/api/v1/gallery/images?order=asc&limit=1',
      );
      await expect.poll(() => firstShown(page, client), SOON).toBe(images[0]!.source_name);
      expect((await headings(page))[0]).not.toBe('Today');
      await order.selectOption('size');
      await expect.poll(() => firstShown(page, client), SOON).toBe(`${LARGEST}.png`);
      await expect.poll(() => headings(page), SOON).toEqual([]);
      await page.reload();
      await expect.poll(() => firstShown(page, client), SOON).toBe(`${LARGEST}.png`);
      expect(await order.inputValue()).toBe('size');

      // Narrowed down, it keeps its order.
      const before = await page.locator('[data-picture]').count();
      await page.getByLabel('Backend', { exact: true }).selectOption({ label: 'attic' });
      await expect.poll(() => page.locator('[data-picture]').count(), SOON).toBeLessThan(before);
      expect(new URL(page.url()).searchParams.get('sort')).toBe('size');
      await page.getByAltText('a far lighthouse').waitFor();
      await order.selectOption('');
      await expect.poll(() => headings(page), SOON).toEqual(['Today']);
      expect(new URL(page.url()).searchParams.has('sort')).toBe(false);
      expect(errors).toEqual([]);
    });

    it('is downloaded whole', async () => {
      const { page, errors } = await openPage('/', viewport);
      await page.goto('/gallery');
      await page.getByRole('button', { name: 'Select', exact: true }).click();
      await page.getByRole('button', { name: 'All', exact: true }).click();
      const { images: all } = await client.get<{ images: number }>('/api/v1/gallery/images/count');
      expect(all).toBeGreaterThan(300);
      await page.getByText(`${all} selected`).waitFor();
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download' }).click();
      const zip = readFileSync(await (await coming).path());
      expect(zip.readUInt16LE(zip.length - 12)).toBe(all);
      expect(errors).toEqual([]);
    });

    it('gives back what is in the trash, or lets it go for good', async () => {
      const { page, errors } = await openPage('/', viewport);
      await page.goto('/gallery?sort=oldest');
      const cells = page.locator('app-picture-cell .cell');
      await cells.first().waitFor();
      await page.getByRole('button', { name: 'Select', exact: true }).click();
      await cells.nth(0).click();
      await cells.nth(2).click({ modifiers: ['Shift'] });
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('3 pictures deleted').waitFor();
      await page.getByRole('link', { name: 'Trash' }).click();
      await expect.poll(() => cells.count(), SOON).toBe(3);
      await cells.nth(0).click();
      await page.getByRole('button', { name: 'Restore' }).click();
      await expect.poll(() => cells.count(), SOON).toBe(2);
      await cells.nth(0).click();
      await page.getByRole('button', { name: 'Delete for good' }).first().click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for good' }).click();
      await expect.poll(() => cells.count(), SOON).toBe(1);
      await page.getByRole('button', { name: 'Empty' }).first().click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Empty' }).click();
      await page.getByText('The trash is empty').waitFor();
      expect(errors).toEqual([]);
    });
  });

  it('takes a whole folder that is dropped on it', async () => {
    const folder = join(studio.folder, 'dropped');
    mkdirSync(join(folder, 'inner'), { recursive: true });
    writeFileSync(join(folder, 'a1111.png'), await a1111Png());
    writeFileSync(join(folder, 'inner', 'exif.jpg'), await exifJpeg());
    const { page, errors } = await openPage();
    await page.goto('/gallery');
    await page.getByRole('button', { name: 'Select', exact: true }).waitFor();
    await dropFiles(page, [folder]);
    const dialog = page.getByRole('dialog', { name: 'Import pictures' });
    await expect
      .poll(() => dialog.locator('dd').allTextContents(), { timeout: 15_000 })
      .toEqual(['2', '0', '0']);
    expect(errors).toEqual([]);
  });
});
