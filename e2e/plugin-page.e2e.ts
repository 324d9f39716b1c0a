import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeTestPackage } from '../apps/api/src/testing/stranger-package.js';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

describe.skipIf(!hasChromium)("a stranger's plugin in a running studio", () => {
  const studio = useStudio();
  const open = usePages(studio);

  it.each([
    ['a desktop', DESKTOP, 'stranger'],
    ['a phone', PHONE, 'guest'],
  ])('is dropped in, allowed, makes a picture, and is switched off, on %s', async (_name, viewport, id) => {
    const { page, errors } = await open('/plugins', viewport);
    await page.getByRole('heading', { name: 'Local ONNX models' }).waitFor();
    expect(await page.getByRole('heading', { name: id }).count()).toBe(0);

    const folder = join(studio.folder, 'data/plugins', id);
    const version = `1.0.0-${id}`;
    const permissions = { network: ['api.example.com'] };
    await writeTestPackage(folder, { name: id, id, displayName: id, version, permissions });
    await page.getByText('It waits for your permission. Nothing of it runs before.').waitFor();
    await page.getByRole('button', { name: `Let it run ${id}` }).click();
    await page.getByRole('dialog').getByText('Reach the host api.example.com').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Let it run' }).click();
    const owner = page.getByRole('dialog', { name: 'Are you the owner?' });
    await owner.getByLabel('Key').fill('a guess');
    await owner.getByRole('button', { name: 'Go on' }).click();
    await owner.getByText(/That is not the key in/).waitFor();
    await owner.getByLabel('Key').fill(await readFile(join(studio.folder, 'data/owner.key'), 'utf8'));
    await owner.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('It waits for your permission').waitFor({ state: 'detached' });

    await page.goto('/');
    await page.getByRole('button', { name: 'Generate' }).waitFor();
    const fold = page.getByRole('button', { name: /^Settings/, expanded: false });
    if (await fold.isVisible()) await fold.click();
    await page.getByRole('combobox', { name: 'Model' }).selectOption({ label: `Grey 1.0.0-${id}` });
    await page.getByRole('textbox', { name: 'Prompt', exact: true }).fill('a grey square');
    await page.getByRole('button', { name: 'Generate' }).click();
    await page
      .getByRole('img', { name: /a grey square/ })
      .first()
      .waitFor();

    await page.goto('/plugins');
    await page.getByRole('button', { name: `Switch off ${id}` }).click();
    await page.getByRole('button', { name: `Switch on ${id}` }).waitFor();
    await page.getByText('Switched off: nothing of it runs.').first().waitFor();
    // The browser tells of each refusal: the first without the key, the next with a wrong one.
    expect(errors.filter((text) => !text.includes('401 (Unauthorized)'))).toEqual([]);
  });

  it('is told of by what its manifest lacks', async () => {
    await writeTestPackage(join(studio.folder, 'data/plugins/later'), {
      manifest: { contract: '^7', id: 'later' },
    });
    const { page } = await open('/plugins');
    await page.getByText(/this host speaks version 1 of the contract/).waitFor();
  });
});
