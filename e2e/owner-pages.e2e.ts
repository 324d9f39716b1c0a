import type { Page } from 'playwright-core';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeForge } from '../plugins/forge/src/testing/fake-forge.js';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';
import { root } from './support/workspace.js';

/** On a phone the rooms of an owner are behind a button. */
async function goTo(page: Page, room: string): Promise<void> {
  await page.getByRole('navigation').waitFor();
  const more = page.getByRole('button', { name: 'More', exact: true });
  if (await more.isVisible()) await more.click();
  await page.getByRole('link', { name: room, exact: true }).click();
}

describe.skipIf(!hasChromium)('the pages of an owner', () => {
  const studio = useStudio({
    prepare: ({ folder }) => {
      cpSync(join(root, 'models/starter'), join(folder, 'my-model'), {
        recursive: true,
        filter: (path) => !path.includes('train'),
      });
    },
  });
  const open = usePages(studio);
  const { client } = studio;

  describe.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('on %s', (_name, viewport) => {
    it('a folder that is added as a model is in the form, makes a picture, and is unloaded and removed', async () => {
      const { page, errors } = await open('/', viewport);
      await goTo(page, 'Models');
      await page.getByRole('button', { name: 'Add a model' }).click();
      await page.getByLabel('Where it comes from').selectOption('local');
      await page.getByLabel('Folder, absolute or among the models').fill(join(studio.folder, 'my-model'));
      await page.getByRole('textbox', { name: 'Name' }).fill('My model');
      await page.getByLabel('Steps', { exact: true }).selectOption('fixed');
      await page.getByLabel('Number of steps').fill('4');
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      const card = page.locator('app-model-card', { hasText: 'My model' });
      await card.getByText('stable-diffusion').waitFor();

      await page.getByRole('link', { name: 'Generate' }).click();
      // On a phone what is set leads to the settings.
      if (viewport === PHONE) await page.getByRole('button', { name: /^To the settings/ }).click();
      await page.getByLabel('Model', { exact: true }).selectOption('My model');
      await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a green cat');
      await page.getByRole('button', { name: /^Generate/ }).click();
      await page.getByRole('link', { name: /^Open details/ }).waitFor({ timeout: 120_000 });

      await goTo(page, 'Models');
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
    });

    it('a limit that is changed applies at once, and is gone after a reset', async () => {
      const { page, errors } = await open('/', viewport);
      await goTo(page, 'Settings');
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
    });

    it('a server is added, tested, renamed and removed, and one that does not answer says so', async () => {
      const forge = await new FakeForge().start();
      const { page, errors } = await open('/', viewport);
      await goTo(page, 'Servers');
      const add = async (name: string, address: string): Promise<void> => {
        await page.getByRole('button', { name: 'Add a server', exact: true }).click();
        await page.getByLabel('Name', { exact: true }).fill(name);
        await page.getByLabel('Address').fill(address);
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        // The next one asks for the form anew, which this one still closes.
        await page.getByLabel('Address').waitFor({ state: 'hidden' });
      };
      await add('attic', forge.url);
      await add('shed', 'http://127.0.0.1:9');
      const card = (name: string) => page.locator('app-server-card', { hasText: name });
      await card('attic')
        .getByText(/·\sready/)
        .waitFor({ timeout: 30_000 });
      await card('shed')
        .getByText(/does\snot\sanswer/)
        .waitFor({ timeout: 30_000 });
      await card('attic').getByRole('button', { name: 'Test' }).click();
      await card('attic').getByText('It answers.').waitFor({ timeout: 30_000 });

      await card('attic').getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Name', { exact: true }).fill('loft');
      await page.getByRole('button', { name: 'Save' }).click();
      await card('loft').waitFor();
      for (const name of ['loft', 'shed']) {
        await card(name).getByRole('button', { name: 'Remove' }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).last().click();
        await card(name).waitFor({ state: 'detached' });
      }
      expect(errors).toEqual([]);
      await forge.stop();
    });
  });

  it('a style that is written in one browser is applied in another', async () => {
    const first = await open();
    const second = await open();
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
  });
});
