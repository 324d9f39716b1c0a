import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage, PHONE, startBrowser } from './support/browser.js';
import { Client } from './support/client.js';
import { freePort } from './support/port.js';
import { startServer, type Server } from './support/process.js';
import { hasChromium } from './support/services.js';
import { createWorkspace, type Workspace } from './support/workspace.js';

const PROMPT = 'a purple fish under the sea';

describe.skipIf(!hasChromium)('a studio that goes away', () => {
  let browser: Browser;
  let workspace: Workspace;
  let server: Server;
  let port: number;

  beforeAll(async () => {
    browser = await startBrowser();
    workspace = createWorkspace();
    port = await freePort();
    server = await startServer(workspace, port);
  });

  afterAll(async () => {
    await browser.close();
    await server.end('SIGKILL');
    workspace.remove();
  });

  it('says so, loses nothing that was typed, and finds the way back by itself', async () => {
    const { page } = await openPage(browser, server.url, PHONE);
    await page.getByRole('button', { name: 'Generate' }).waitFor();
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill(PROMPT);
    await server.end('SIGKILL');
    await page.getByText(/Connection to the studio lost/).waitFor();

    await page.getByRole('button', { name: 'Generate' }).click();
    await page.getByText(/The studio does not answer/).waitFor();
    const prompt = () => page.getByRole('textbox', { name: 'Prompt', exact: true }).inputValue();
    expect(await prompt()).toBe(PROMPT);

    server = await startServer(workspace, port);
    await page.getByText(/Connection to the studio lost/).waitFor({ state: 'detached', timeout: 60_000 });
    expect(await prompt()).toBe(PROMPT);
    await page.getByRole('button', { name: 'Generate' }).click();
    await page
      .getByRole('img', { name: new RegExp(PROMPT) })
      .first()
      .waitFor({ timeout: 120_000 });
  });

  it('shows a job that went on after the restart without a reload', async () => {
    const { page } = await openPage(browser, server.url);
    const client = new Client(server.url);
    const id = await client.generate({ prompt: 'a yellow house on a hill', steps: 30, num_images: 4 });
    await page.goto('/queue');
    await client.waitUntilDenoising(id);
    await server.end('SIGKILL');
    server = await startServer(workspace, port);
    const job = await new Client(server.url).waitUntilCompleted(id);
    expect(job.images.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    await page.getByText(/^Finished$/).waitFor({ timeout: 60_000 });
    await expect.poll(() => page.getByText('a yellow house on a hill').count()).toBe(1);
  });
});
