import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DESKTOP, PHONE } from './support/browser.js';
import { dropFiles } from './support/drop-files.js';
import { A1111_TEXT, a1111Png, comfyUiPng, exifJpeg } from './support/foreign-pictures.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';
import { waitFor } from './support/wait-for.js';

async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  const box = (await target.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

const cells = (page: Page): Locator => page.locator('app-picture-cell .cell');

async function shows(page: Page, count: number): Promise<void> {
  await waitFor(`${count} pictures`, async () => (await cells(page).count()) === count || undefined, 20_000);
}

async function widthOfCells(page: Page): Promise<number> {
  return (await cells(page).first().boundingBox())!.width;
}

async function chooseSize(page: Page, size: 'S' | 'M' | 'L'): Promise<void> {
  const button = page.getByRole('button', { name: size, exact: true });
  await button.click();
  await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true');
}

describe.skipIf(!hasChromium)('the gallery', () => {
  let folder: string;
  const studio = useStudio({
    prepare: (workspace) => {
      folder = join(workspace.folder, 'old');
      mkdirSync(join(folder, 'by hand'), { recursive: true });
      return { IMPORT_FOLDERS: folder };
    },
  });
  const open = usePages(studio);

  it('takes pictures that are dropped on it, and a folder', async () => {
    const files = { 'a1111.png': a1111Png(), 'comfyui.png': comfyUiPng(), 'exif.jpg': exifJpeg() };
    const paths: string[] = [];
    for (const [name, made] of Object.entries(files)) {
      paths.push(join(studio.folder, name));
      writeFileSync(paths.at(-1)!, await made);
    }
    writeFileSync(join(studio.folder, 'notes.png'), 'no picture');
    const { page, errors } = await open('/gallery');
    await page.getByText('No pictures yet').waitFor();
    await dropFiles(page, [...paths, join(studio.folder, 'notes.png')]);
    const dialog = page.getByRole('dialog', { name: 'Import pictures' });
    const figures = async (): Promise<string[]> => dialog.locator('dd').allTextContents();
    await expect.poll(figures, { timeout: 15_000 }).toEqual(['3', '0', '1']);
    await dialog.getByText('It is no picture, or a damaged one').waitFor();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await shows(page, 3);

    // A folder of the studio's machine: two of the same, one new.
    writeFileSync(join(folder, 'one.png'), await a1111Png());
    writeFileSync(join(folder, 'by hand', 'two.png'), await a1111Png('#8e44ad'));
    await page.getByRole('button', { name: 'Import' }).click();
    await expect
      .poll(() => dialog.getByRole('textbox').or(dialog.getByRole('combobox')).inputValue())
      .toBe(folder);
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect.poll(figures, { timeout: 15_000 }).toEqual(['1', '1', '0']);
    await dialog.getByRole('button', { name: 'Done' }).click();
    await shows(page, 4);

    // What each program wrote is understood.
    const { images } = await studio.client.get<{ images: Record<string, unknown>[] }>(
      '/api/v1/gallery/images',
    );
    const byName = new Map(images.map((image) => [image['source_name'], image]));
    expect(byName.get('a1111.png')).toMatchObject({
      seed: '3164588123',
      model: 'animeXL_v3',
      parameters: { sampler: 'DPM++ 2M', scheduler: 'Karras', guidance_scale: 6.5, clip_skip: 1 },
    });
    expect(byName.get('exif.jpg')).toMatchObject({ seed: '77', media_type: 'image/jpeg' });
    expect(byName.get('comfyui.png')).toMatchObject({
      prompt: 'a glass bottle with a galaxy',
      negative_prompt: 'watermark',
      model: 'v1-5',
    });
    expect(errors).toEqual([]);
  });

  describe.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('on %s', (_name, viewport) => {
    let page: Page;
    let errors: readonly string[];

    beforeEach(async () => {
      const permissions = ['clipboard-read', 'clipboard-write'];
      ({ page, errors } = await open('/gallery', viewport, { permissions }));
      await shows(page, 4);
    });

    afterEach(() => expect(errors).toEqual([]));

    it('finds by the beginnings of words, by model, size, time and heart', async () => {
      const search = page.getByRole('searchbox');
      await search.fill('yell cas');
      await shows(page, 1);
      await search.fill('');
      await shows(page, 4);
      await page.getByLabel('Model', { exact: true }).selectOption('animeXL_v3');
      await shows(page, 3);
      await page.getByLabel('Size', { exact: true }).selectOption('320x480');
      await shows(page, 2);
      expect(new URL(page.url()).search).toBe('?model=animeXL_v3&size=320x480');
      await page.reload();
      await shows(page, 2);
      await page.getByLabel('Model', { exact: true }).selectOption('');
      await page.getByLabel('Size', { exact: true }).selectOption('');
      await shows(page, 4);
      await page.getByLabel('Made').selectOption('between');
      await page.getByLabel('To', { exact: true }).fill('2020-01-01');
      await page.getByText('No picture fits').waitFor();
      await page.getByRole('button', { name: 'Show all pictures' }).click();
      await shows(page, 4);
    });

    it('has three sizes', async () => {
      await chooseSize(page, 'S');
      await chooseSize(page, 'L');
      const large = await widthOfCells(page);
      await chooseSize(page, 'S');
      await expect.poll(() => widthOfCells(page)).toBeLessThan(large);
      const small = await widthOfCells(page);
      await chooseSize(page, 'M');
      await expect.poll(() => widthOfCells(page)).toBeGreaterThan(small);
      await expect.poll(() => widthOfCells(page)).toBeLessThanOrEqual(large);
    });

    it('opens a picture, alone too, and goes to the next by keyboard', async () => {
      await page
        .getByTitle('a glass bottle')
        .or(page.getByAltText('a glass bottle with a galaxy'))
        .first()
        .click();
      const details = page.getByRole('dialog', { name: 'Picture details' });
      await details.getByText('a glass bottle with a galaxy').first().waitFor();
      const first = page.url();
      await page.keyboard.press('f');
      await page.keyboard.press('f');
      await page.keyboard.press('ArrowRight');
      const turned = await page
        .waitForURL((url) => url.href !== first)
        .then(
          () => page.url(),
          () => first,
        );
      if (turned === first) await page.keyboard.press('ArrowLeft');
      await expect.poll(() => page.url()).not.toBe(first);
      await page.keyboard.press('Escape');
      await details.waitFor({ state: 'detached' });
    });

    it('copies the generation data as other programs read it', async () => {
      await page.goto('/gallery?q=red');
      await cells(page).first().click();
      const details = page.getByRole('dialog', { name: 'Picture details' });
      await details.getByRole('button', { name: 'Copy generation data' }).click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(A1111_TEXT);
    });

    it('compares two with a slider', async () => {
      await page.getByRole('button', { name: 'Select', exact: true }).click();
      await cells(page).nth(0).click();
      await cells(page).nth(1).click();
      await page.getByText('2 selected').waitFor();
      await page.getByRole('button', { name: 'Compare' }).click();
      const slider = page.getByRole('slider', { name: 'How much of the first picture is shown' });
      await slider.focus();
      for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowLeft');
      await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('30 per cent');
      const box = (await slider.boundingBox())!;
      await page.mouse.click(box.x + box.width * 0.8, box.y + box.height / 2);
      await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(70);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Done' }).click();
    });

    it('chooses a range, marks it, downloads it, deletes it and takes that back', async () => {
      await page.getByRole('button', { name: 'Select', exact: true }).click();
      await cells(page).nth(0).click();
      await cells(page)
        .nth(2)
        .click({ modifiers: ['Shift'] });
      await page.getByText('3 selected').waitFor();
      await page.getByRole('button', { name: 'Favourites', exact: true }).click();
      await expect.poll(() => page.locator('app-picture-cell .favourite').count()).toBe(3);
      const coming = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download' }).click();
      const zip = readFileSync(await (await coming).path());
      expect(zip.readUInt16LE(zip.length - 12)).toBe(3);
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByText('3 pictures deleted').waitFor();
      await shows(page, 1);
      await page.getByRole('button', { name: 'Undo' }).click();
      await shows(page, 4);
      await page.getByRole('button', { name: 'Favourites only' }).click();
      await shows(page, 3);
      await page.getByRole('button', { name: 'Select', exact: true }).click();
      await page.getByRole('button', { name: 'All', exact: true }).click();
      await page.getByRole('button', { name: 'No favourites any more' }).click();
      await page.getByText('No picture fits').waitFor();
      await page.getByRole('button', { name: 'Show all pictures' }).click();
      await shows(page, 4);
    });

    it('chooses a range by keyboard', async () => {
      await cells(page).nth(0).focus();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Shift+ArrowRight');
      await page.getByText('2 selected').waitFor();
      await page.keyboard.press('Shift+ArrowRight');
      await page.getByText('3 selected').waitFor();
      await page.keyboard.press('Escape');
      await expect.poll(() => page.getByText('3 selected').count()).toBe(0);
    });
  });

  it('chooses a range, and goes to the next picture, with a finger', async () => {
    const { page } = await open('/gallery', PHONE, { hasTouch: true, isMobile: true });
    await shows(page, 4);
    const touch = await page.context().newCDPSession(page);
    /** The finger stays down until the page took it for more than a tap. */
    const hold = async (target: Locator, taken: string): Promise<void> => {
      const point = await middleOf(target);
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [point] });
      await page.getByText(taken).waitFor();
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
      // The tap at its end takes nothing back.
      await page.getByText(taken).waitFor();
    };
    await hold(cells(page).nth(0), '1 selected');
    await hold(cells(page).nth(2), '3 selected');
    await page.getByRole('button', { name: 'Done' }).tap();
    expect(page.url()).toBe(`${studio.url}/gallery`);

    await cells(page).nth(0).tap();
    const details = page.getByRole('dialog', { name: 'Picture details' });
    const picture = details.locator('.picture');
    await details.locator('.picture img').waitFor();
    const first = page.url();
    const { x, y } = await middleOf(picture);
    const swipe = async (by: number): Promise<void> => {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] });
      for (let step = 1; step <= 4; step++) {
        const point = { x: x + (by * step) / 4, y };
        await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [point] });
      }
      await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    };
    await swipe(-140);
    await expect.poll(() => page.url()).not.toBe(first);
  });

  it('compares two pictures with a finger', async () => {
    const { page, errors } = await open('/gallery', PHONE, { hasTouch: true, isMobile: true });
    await shows(page, 4);
    await page.getByRole('button', { name: 'Select', exact: true }).tap();
    await cells(page).nth(0).tap();
    await cells(page).nth(1).tap();
    await page.getByText('2 selected').waitFor();
    await page.getByRole('button', { name: 'Compare' }).tap();
    const slider = page.getByRole('slider', { name: 'How much of the first picture is shown' });
    const share = async (): Promise<number> => Number(await slider.inputValue());
    const box = (await slider.boundingBox())!;
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(PHONE.width);

    const touch = await page.context().newCDPSession(page);
    const y = box.y + box.height / 2;
    const at = (part: number): { x: number; y: number } => ({ x: box.x + box.width * part, y });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at(0.5)] });
    for (const part of [0.4, 0.3, 0.2]) {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at(part)] });
    }
    // The line is under the finger while it is still down.
    await expect.poll(share).toBeGreaterThan(15);
    await expect.poll(share).toBeLessThan(25);
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at(0.9)] });
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await expect.poll(share).toBeGreaterThan(85);
    const line = (await page.locator('app-compare-view .line').boundingBox())!;
    expect(Math.abs(line.x - at((await share()) / 100).x)).toBeLessThan(4);

    await page.getByRole('button', { name: 'Close' }).tap();
    await slider.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });
});
