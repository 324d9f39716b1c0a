import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeTestPackage } from '../apps/api/src/testing/stranger-package.js';
import { DESKTOP, openPage, PHONE, startBrowser } from './support/browser.js';
import { Client } from './support/client.js';
import { startServer, type Server } from './support/process.js';
import { hasChromium } from './support/services.js';
import { waitFor } from './support/wait-for.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

/** What the plugin asks for. */
const NOTHING = {
  native_addons: false,
  child_processes: false,
  worker_threads: false,
  environment: [],
  network: [],
  models: false,
};

const waiting = (page: Page) => page.locator('app-waiting-job .prompt');

/** Waits until a page shows that these prompts wait, those of one lane after those of another. */
async function shows(page: Page, prompts: readonly string[]): Promise<void> {
  await expect.poll(() => waiting(page).allInnerTexts(), { timeout: 30_000 }).toEqual(prompts);
}

describe.skipIf(!hasChromium)('the queue page', () => {
  let browser: Browser;
  let workspace: Workspace;
  let server: Server;
  let client: Client;

  beforeAll(async () => {
    browser = await startBrowser();
    workspace = createWorkspace({ MAX_STEPS: '1000' });
    await writeTestPackage(join(workspace.folder, 'data/plugins/stranger'));
    server = await startServer(workspace);
    client = new Client(server.url);
    await grant();
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

  afterAll(async () => {
    await browser.close();
    await server.end();
    workspace.remove();
  });

  /** A package of the data folder waits for its owner. */
  async function grant(): Promise<void> {
    const key = readFileSync(join(workspace.folder, 'data/owner.key'), 'utf8').trim();
    await waitFor('the plugin to be found', async () => {
      const { status } = await fetch(`${server.url}/api/v1/plugins/stranger/grants`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify(NOTHING),
      });
      return status === 200 || undefined;
    });
    await waitFor('the models', async () => {
      const models = await client.get<{ id: string }[]>('/api/v1/models');
      return models.length === 2 || undefined;
    });
  }

  async function open(viewport: typeof PHONE): Promise<{ page: Page; errors: string[] }> {
    const opened = await openPage(browser, server.url, viewport);
    await opened.page.goto('/queue');
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
      await page.context().close();
    });

    it('tells the time left, holds all lanes and lets them go on', async () => {
      const { page, errors } = await open(viewport);
      const facts = page.locator('app-waiting-job', { hasText: 'a grey dog' }).locator('.facts');
      // 500 steps take ten seconds each; a first run of ten steps tells how long one is.
      await expect.poll(() => facts.innerText()).toMatch(/ · done .+ after resuming$/);
      await page
        .getByRole('status')
        .getByText(/3 waiting, all done about .+ after resuming$/)
        .waitFor();
      const lanes = page.getByRole('list', { name: 'Lanes' }).getByRole('listitem');
      for (const lane of await lanes.all()) expect(await lane.innerText()).toContain('Paused');

      await page.getByRole('button', { name: 'Resume all' }).click();
      await page
        .locator('app-running-job', { hasText: 'a grey cat' })
        .getByText(/step \d+ of 500/)
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
      await page.context().close();
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
      await page.context().close();
    });
  });
});
