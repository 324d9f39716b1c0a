import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { pressGenerate } from './support/press-generate.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

/** Each other than the form has it by itself. */
const REQUEST = {
  prompt: 'a yellow boat, (fog:1.2)',
  negative_prompt: 'people',
  steps: 4,
  guidance_scale: 4.5,
  width: 192,
  height: 128,
  seed: 8_765_432_109,
  sampler: 'Euler',
  scheduler: 'karras',
  guidance_rescale: 0.3,
  output_format: 'webp',
  output_quality: 71,
};

interface ImageView {
  readonly id: string;
  readonly seed: string;
  readonly sha256: string;
  readonly model: string;
  readonly media_type: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const prompt = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true });

describe.skipIf(!hasChromium)('a picture of the gallery', () => {
  const studio = useStudio();
  const openPage = usePages(studio);
  const { client } = studio;
  let original: ImageView;

  beforeAll(async () => {
    const { images } = await client.waitUntilCompleted(await client.generate(REQUEST));
    original = await client.get(`/api/v1/gallery/images/${images[0]!.id}`);
  });

  /** What the form sends when `Generate` is pressed, and what comes of it. */
  async function generate(page: Page): Promise<readonly ImageView[]> {
    const { images } = await pressGenerate(page, client);
    return Promise.all(images.map((image) => client.get<ImageView>(`/api/v1/gallery/images/${image.id}`)));
  }

  async function open(page: Page): Promise<void> {
    await page.goto(`/gallery/${original.id}`);
    await page.getByRole('dialog', { name: 'Picture details' }).getByText(REQUEST.prompt).first().waitFor();
  }

  it.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('gives all its settings, its seed, or variations of it, on %s', async (_name, viewport) => {
    const { page, errors } = await openPage('/', viewport);

    // All settings: the very same picture again.
    await open(page);
    await page.getByRole('button', { name: 'Use these settings' }).click();
    await expect.poll(() => prompt(page).inputValue()).toBe(REQUEST.prompt);
    const again = await generate(page);
    expect(again).toHaveLength(1);
    expect(again[0]!.parameters).toEqual(original.parameters);
    expect(again[0]).toMatchObject({ seed: original.seed, model: original.model, media_type: 'image/webp' });

    // Others of the same kind: all but the seed.
    await open(page);
    await page.getByRole('link', { name: 'Variations' }).click();
    await expect.poll(() => prompt(page).inputValue()).toBe(REQUEST.prompt);
    const variations = await generate(page);
    expect(variations.length).toBeGreaterThan(1);
    for (const { parameters, seed } of variations) {
      expect({ ...parameters, num_images: 1 }).toEqual({ ...original.parameters, num_images: 1 });
      expect(seed).not.toBe(original.seed);
    }

    // The seed alone, for what the form says by now.
    await prompt(page).fill('a red robot');
    await open(page);
    await page.getByRole('link', { name: 'Use seed' }).click();
    await expect.poll(() => prompt(page).inputValue()).toBe('a red robot');
    const [seeded] = await generate(page);
    expect(seeded).toMatchObject({ seed: original.seed, parameters: { prompt: 'a red robot' } });
    expect(errors).toEqual([]);
  });
});
