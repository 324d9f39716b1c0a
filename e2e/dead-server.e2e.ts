import { describe, expect, it } from 'vitest';
import { PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

const PROMPT = 'a purple fish under the sea';

describe.skipIf(!hasChromium)('a studio that goes away', () => {
  const studio = useStudio();
  const open = usePages(studio);

  it('says so, loses nothing that was typed, and finds the way back by itself', async () => {
    const { page } = await open('/', PHONE);
    await page.getByRole('button', { name: 'Generate' }).waitFor();
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(PROMPT);
    await studio.stop('SIGKILL');
    await page.getByText(/Connection to the studio lost/).waitFor();

    await page.getByRole('button', { name: 'Generate' }).click();
    const refusal = page.getByText(/does not answer/);
    await refusal.waitFor();
    const prompt = () => page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue();
    expect(await prompt()).toBe(PROMPT);

    await studio.start();
    await page.getByText(/Connection to the studio lost/).waitFor({ state: 'detached', timeout: 60_000 });
    await refusal.waitFor({ state: 'detached' });
    expect(await prompt()).toBe(PROMPT);
    await page.getByRole('button', { name: 'Generate' }).click();
    await page
      .getByRole('img', { name: new RegExp(PROMPT) })
      .first()
      .waitFor({ timeout: 120_000 });
  });

  it('shows a job that went on after the restart without a reload', async () => {
    const { client } = studio;
    const { page } = await open('/queue');
    const id = await client.generate({ prompt: 'a yellow house on a hill', steps: 30, num_images: 4 });
    await client.waitUntilDenoising(id);
    await studio.killAndStart();
    const job = await client.waitUntilCompleted(id);
    expect(job.images.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    await page.getByText(/^Finished$/).waitFor({ timeout: 60_000 });
    await expect.poll(() => page.getByText('a yellow house on a hill').count()).toBe(1);
  });
});
