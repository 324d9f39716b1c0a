import type { Browser } from 'playwright-core';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, openPage, PHONE, startBrowser } from './support/browser.js';
import { Client } from './support/client.js';
import { startServer, type Server } from './support/process.js';
import { hasChromium } from './support/services.js';
import { createWorkspace, root, type Workspace } from './support/workspace.js';

describe.skipIf(!hasChromium)('the pages of an owner', () => {
  let workspace: Workspace;
  let server: Server;
  let client: Client;
  let browser: Browser;

  beforeAll(async () => {
    workspace = createWorkspace();
    cpSync(join(root, 'models/starter'), join(workspace.folder, 'my-model'), {
      recursive: true,
      filter: (path) => !path.includes('train'),
    });
    server = await startServer(workspace);
    client = new Client(server.url);
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser.close();
    await server.end();
    workspace.remove();
  });

  it('a folder that is added as a model is in the form, makes a picture, and is unloaded and removed', async () => {
    const { page, errors } = await openPage(browser, server.url, DESKTOP);
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('button', { name: 'Add a model' }).click();
    await page.getByLabel('Where it comes from').selectOption('local');
    await page.getByLabel('Folder, absolute or among the models').fill(join(workspace.folder, 'my-model'));
    await page.getByRole('textbox', { name: 'Name' }).fill('My model');
    await page.getByLabel('Steps', { exact: true }).selectOption('fixed');
    await page.getByLabel('Number of steps').fill('4');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const card = page.locator('app-model-card', { hasText: 'My model' });
    await card.getByText('stable-diffusion').waitFor();

    await page.getByRole('link', { name: 'Generate' }).click();
    await page.getByLabel('Model', { exact: true }).selectOption('My model');
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a green cat');
    await page.getByRole('button', { name: /^Generate/ }).click();
    await page.getByRole('link', { name: /^Open details/ }).waitFor({ timeout: 120_000 });

    await page.getByRole('link', { name: 'Models' }).click();
    await card.getByRole('button', { name: 'Unload' }).click();
    await card.getByRole('button', { name: 'Unload' }).waitFor({ state: 'detached' });
    await card.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
    await card.waitFor({ state: 'detached' });
    // The backend starts anew without the model.
    await expect
      .poll(async () => (await client.get<{ id: string }[]>('/api/v1/models')).map(({ id }) => id), {
        timeout: 30_000,
      })
      .toEqual(['starter']);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('a limit that is changed on a phone applies at once, and is gone after a reset', async () => {
    const { page, errors } = await openPage(browser, server.url, PHONE);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('Steps of a request').fill('5');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const refused = await client.post('/api/v1/generate', { prompt: 'a cat', steps: 6 });
    expect(refused.status).toBe(422);
    await page.getByRole('button', { name: /Steps of a request: Back to the default/ }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    const id = await client.generate({ prompt: 'a cat', steps: 6, width: 128, height: 128 });
    await client.waitUntilCompleted(id);
    expect(errors).toEqual([]);
    await page.context().close();
  });

  it('a style that is written in one browser is applied in another', async () => {
    const first = await openPage(browser, server.url, DESKTOP);
    const second = await openPage(browser, server.url, DESKTOP);
    await first.page.getByRole('button', { name: 'Styles' }).click();
    await first.page.getByRole('button', { name: 'New style' }).click();
    await first.page.getByRole('textbox', { name: 'Name' }).fill('Neon');
    await first.page.getByRole('textbox', { name: /^Prompt; / }).fill('neon {prompt}');
    await first.page.getByRole('button', { name: 'Keep the style' }).click();
    await second.page.getByRole('button', { name: 'Styles' }).click();
    await second.page.getByRole('button', { name: /^Neon/ }).click();
    await second.page.getByRole('button', { name: 'Close' }).click();
    await second.page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('boat');
    await second.page.getByRole('button', { name: /^Generate/ }).click();
    await second.page.getByRole('link', { name: 'Open details: neon boat' }).waitFor({ timeout: 120_000 });
    expect([...first.errors, ...second.errors]).toEqual([]);
    await first.page.context().close();
    await second.page.context().close();
  });
});
