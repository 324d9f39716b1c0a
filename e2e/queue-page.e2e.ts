import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeTestPackage } from '../apps/api/src/testing/stranger-package.js';
import { DESKTOP, PHONE } from './support/browser.js';
import { grantStranger } from './support/grant-stranger.js';
import { usePages, type OpenedPage } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

const waiting = (page: Page) => page.locator('app-waiting-job .prompt');

/** Waits until a page shows that these prompts wait, those of one lane after those of another. */
async function shows(page: Page, prompts: readonly string[]): Promise<void> {
  await expect.poll(() => waiting(page).allInnerTexts(), { timeout: 30_000 }).toEqual(prompts);
}

describe.skipIf(!hasChromium)('the queue page', () => {
  const studio = useStudio({
    env: { MAX_STEPS: '1000' },
    prepare: async ({ folder }) => {
      await writeTestPackage(join(folder, 'data/plugins/stranger'));
    },
  });
  const openPage = usePages(studio);
  const { client } = studio;

  beforeAll(async () => {
    await grantStranger(studio);
    // What the estimates are learned from.
    for (const model of ['grey', 'starter']) {
      await client.waitUntilCompleted(await client.generate({ model, prompt: 'before', steps: 10 }));
    }
  });

  beforeEach(async () => {
    await client.post('/api/v1/queue/pause', {});
    const { jobs } = await client.get<{ jobs: { id: string }[] }>('/api/v1/queue/jobs?status=pending');
    for (const { id } of jobs) await client.post(`/api/v1/queue/jobs/${id}/cancel`, {});
    await client.post('/api/v1/queue/jobs/clear', {});
    await client.generate({ model: 'grey', prompt: 'a grey cat', steps: 500 });
    await client.generate({ model: 'grey', prompt: 'a grey dog', steps: 500 });
    await client.generate({ model: 'starter', prompt: 'a red boat' });
  });

  async function open(viewport: typeof PHONE): Promise<OpenedPage> {
    const opened = await openPage('/queue', viewport);
    await opened.page.getByText('a red boat').waitFor();
    return opened;
  }

  describe.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('on %s', (_name, viewport) => {
    it('is narrowed down to a model or a backend, also after a reload', async () => {
      const { page, errors } = await open(viewport);
      const [model, backend] = ['Model', 'Backend'].map((name) => page.getByRole('combobox', { name }));
      await model!.selectOption({ label: 'Grey 1.0.0' });
      await shows(page, ['a grey cat', 'a grey dog']);
      await page.reload();
      await shows(page, ['a grey cat', 'a grey dog']);
      expect(await model!.inputValue()).toBe('grey');

      await backend!.selectOption({ label: 'Local ONNX models' });
      await page.getByText('No job fits').waitFor();
      await model!.selectOption({ label: 'All models' });
      await shows(page, ['a red boat']);
      await page.reload();
      await shows(page, ['a red boat']);
      expect(new URL(page.url()).search).toBe('?backend=local');
      await backend!.selectOption({ label: 'All backends' });
      await expect.poll(() => waiting(page).count()).toBe(3);
      expect(errors).toEqual([]);
    });

    it('tells the time left, holds all lanes and lets them go on', async () => {
      const { page, errors } = await open(viewport);
      const facts = page.locator('app-waiting-job', { hasText: 'a grey dog' }).locator('.facts');
      // 500 steps take ten seconds each; a first run of ten steps tells how long one is.
      await expect.poll(() => facts.innerText()).toMatch(/·\sdone\s.+\safter\sresuming$/);
      await page
        .getByRole('status')
        .getByText(/3 waiting, all done about .+ after resuming$/)
        .waitFor();
      const lanes = page.getByRole('list', { name: 'Lanes' }).getByRole('listitem');
      for (const lane of await lanes.all()) expect(await lane.innerText()).toContain('Paused');

      await page.getByRole('button', { name: 'Resume all' }).click();
      await page
        .locator('app-running-job', { hasText: 'a grey cat' })
        .getByText(/step\s\d+\sof\s500/)
        .waitFor();
      await page.getByRole('button', { name: 'Pause all' }).click();
      await page.getByRole('button', { name: 'Resume all' }).waitFor();
      // What runs goes on until it is called off, and then nothing follows.
      await page.getByRole('button', { name: 'Cancel: a grey cat' }).click();
      await page
        .locator('app-ended-job', { hasText: 'a grey cat' })
        .getByText(/^Cancelled/)
        .waitFor();
      await page.locator('app-running-job').waitFor({ state: 'detached' });
      expect(await waiting(page).allInnerTexts()).toContain('a grey dog');
      expect(errors).toEqual([]);
    });

    it('duplicates, edits, cancels and tries again', async () => {
      const { page, errors } = await open(viewport);
      await page.getByRole('button', { name: 'Duplicate with a new seed: a grey cat' }).click();
      await expect.poll(() => waiting(page).filter({ hasText: 'a grey cat' }).count()).toBe(2);

      await page.getByRole('link', { name: 'Edit: a grey dog' }).click();
      const prompt = page.getByRole('textbox', { name: 'Prompt', exact: true });
      await expect.poll(() => prompt.inputValue()).toBe('a grey dog');
      await prompt.fill('a grey wolf');
      await page.getByRole('button', { name: /^Save changes/ }).click();
      await page.waitForURL(/\/queue/);
      await waiting(page).filter({ hasText: 'a grey wolf' }).waitFor();

      await page.getByRole('button', { name: 'Cancel: a grey wolf' }).click();
      await page.getByRole('button', { name: 'Try again: a grey wolf' }).click();
      await waiting(page).filter({ hasText: 'a grey wolf' }).waitFor();
      const { jobs } = await client.get<{ jobs: { request: { prompt: string; seed: string } }[] }>(
        '/api/v1/queue/jobs?status=pending&model=grey',
      );
      // Newest first; the edited one has kept its place among them.
      expect(jobs.map(({ request }) => request.prompt)).toEqual(['a grey cat', 'a grey wolf', 'a grey cat']);
      expect(jobs[0]!.request.seed).not.toBe(jobs[2]!.request.seed);
      expect(errors).toEqual([]);
    });
  });
});
