import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { DESKTOP, PHONE } from './support/browser.js';
import type { Client } from './support/client.js';
import { usePages } from './support/pages.js';
import { pressGenerate } from './support/press-generate.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';
import { root } from './support/workspace.js';

const [WIDTH, HEIGHT] = [256, 192];

interface ImageView {
  readonly url: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A PNG of noise: nothing but itself looks like it. */
async function noise(page: Page): Promise<Buffer> {
  const url = await page.evaluate(
    ([width, height]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d')!;
      const pixels = context.createImageData(width, height);
      for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = i % 4 === 3 ? 255 : Math.random() * 256;
      context.putImageData(pixels, 0, 0);
      return canvas.toDataURL('image/png');
    },
    [WIDTH, HEIGHT] as const,
  );
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

async function newestImage(client: Client): Promise<ImageView> {
  const page = await client.get<{ images: ImageView[] }>('/api/v1/gallery/images?limit=1');
  return page.images[0]!;
}

/** The pixels of some rows of a picture, as the browser decodes it. */
function rowsOf(page: Page, url: string, from: number, to: number): Promise<readonly number[]> {
  return page.evaluate(
    async ([source, top, bottom]) => {
      const picture = await createImageBitmap(await (await fetch(source)).blob());
      const { width, height } = picture;
      const canvas = Object.assign(document.createElement('canvas'), { width, height });
      const context = canvas.getContext('2d')!;
      context.drawImage(picture, 0, 0);
      return [...context.getImageData(0, top, width, bottom - top).data];
    },
    [url, from, to] as const,
  );
}

async function generate(page: Page, client: Client): Promise<ImageView> {
  const { images } = await pressGenerate(page, client);
  const { id } = images[0]!;
  // The last one's picture stays in sight until the new one is there.
  await page.locator(`a[href$="?input=${id}"]`).waitFor();
  return client.get(`/api/v1/gallery/images/${id}`);
}

async function openSettings(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Generate' }).waitFor();
  const fold = page.getByRole('button', { name: /^Settings/, expanded: false });
  if (await fold.isVisible()) await fold.click();
}

/** Paints the lower half white, more or less. */
async function paintMask(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Paint a mask' }).click();
  const painter = page.getByRole('dialog', { name: 'Paint a mask' });
  const canvas = painter.getByRole('application');
  await expect.poll(() => painter.getByRole('button', { name: 'Use this mask' }).isEnabled()).toBe(true);
  const box = (await canvas.boundingBox())!;
  const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
  await page.mouse.move(...at(0.1, 0.8));
  await page.mouse.down();
  await page.mouse.move(...at(0.9, 0.8), { steps: 5 });
  await page.mouse.up();
  await painter.getByRole('button', { name: 'Undo' }).click();
  await painter.getByRole('button', { name: 'Redo' }).click();
  await painter.getByRole('button', { name: 'Use this mask' }).click();
  await page.getByAltText('The picture with its mask').waitFor();
}

async function story(page: Page, client: Client): Promise<void> {
  const original = await noise(page);
  await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a yellow boat by the sea');
  await openSettings(page);
  await page.getByRole('slider', { name: 'Denoising strength' }).waitFor({ state: 'detached' });
  const file = { name: 'noise.png', mimeType: 'image/png', buffer: original };
  await page.locator('app-picture-field input[type=file]').setInputFiles(file);
  await page.getByAltText('The picture to start from').waitFor();

  // It gives the picture its size, and stays when the page is loaded anew.
  await page.reload();
  await openSettings(page);
  await page.getByAltText('The picture to start from').waitFor();
  await expect.poll(() => page.getByRole('slider', { name: 'Width' }).inputValue()).toBe(String(WIDTH));
  await expect.poll(() => page.getByRole('slider', { name: 'Height' }).inputValue()).toBe(String(HEIGHT));
  await page.getByRole('slider', { name: 'Denoising strength' }).fill('0.5');
  const whole = await generate(page, client);
  expect(whole.parameters).toMatchObject({ strength: 0.5, mask: '' });
  const input = `/api/v1/inputs/${String(whole.parameters['image'])}`;
  expect(await rowsOf(page, whole.url, 0, 32)).not.toEqual(await rowsOf(page, input, 0, 32));

  // Under a mask only what is painted changes.
  await paintMask(page);
  const painted = await generate(page, client);
  expect(painted.parameters['mask']).toMatch(/^[0-9a-f]{64}$/);
  expect(await rowsOf(page, painted.url, 0, 80)).toEqual(await rowsOf(page, input, 0, 80));
  expect(await rowsOf(page, painted.url, 140, 170)).not.toEqual(await rowsOf(page, input, 140, 170));

  // What came of it is what the next one starts from; the mask was another picture's.
  await page.getByRole('link', { name: 'Use as input' }).click();
  await page.getByRole('button', { name: 'Paint a mask' }).waitFor();
  const next = await generate(page, client);
  expect(next.parameters['image']).not.toBe(painted.parameters['image']);

  // The details show what it was made from.
  await page.getByRole('link', { name: 'Details', exact: true }).click();
  await page.getByRole('heading', { name: 'Made from' }).waitFor();
  await page.getByRole('img', { name: 'Picture', exact: true }).waitFor();
}

describe.skipIf(!hasChromium)('a picture to start from', () => {
  const studio = useStudio();
  const open = usePages(studio);
  const { client } = studio;

  it.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('goes from upload to inpainting on %s', async (_name, viewport) => {
    const { page, errors } = await open('/', viewport);
    await story(page, client);
    await page.goto('/');
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, 'no sideways scrolling').toBeLessThanOrEqual(0);
    expect(errors).toEqual([]);
  });

  it('outlives the server: the job is done after a kill, from the same picture', async () => {
    const image = readFileSync(join(root, 'models/starter/samples/contact.webp')).toString('base64');
    const size = { width: WIDTH, height: HEIGHT, steps: 30, strength: 1 };
    const request = { prompt: 'a boat', image, seed: 7, ...size };
    await client.waitUntilCompleted(await client.generate(request));
    const { page } = await open();
    const expected = await rowsOf(page, (await newestImage(client)).url, 0, HEIGHT);

    const id = await client.generate(request);
    await client.waitUntilDenoising(id);
    await studio.killAndStart();
    const job = await client.waitUntilCompleted(id);
    expect(job.attempts).toBe(2);
    expect(await rowsOf(page, (await newestImage(client)).url, 0, HEIGHT)).toEqual(expected);
  });
});
