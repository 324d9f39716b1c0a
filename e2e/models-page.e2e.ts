import { join } from 'node:path';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import {
  startHubServer,
  type ContentFault,
  type HubServer,
} from '../libs/backends/src/testing/hub-server.js';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';
import { root } from './support/workspace.js';

const STARTER = join(root, 'models/starter/');
const NETWORK = 'unet/model.onnx';

function starterFiles(): Readonly<Record<string, Buffer>> {
  const files = readdirSync(STARTER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/train|samples/.test(entry.parentPath))
    .map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(files.map((file) => [file.slice(STARTER.length), readFileSync(file)]));
}

describe.skipIf(!hasChromium)('a model of the hub', () => {
  let hub: HubServer;
  /** How often the largest file stops half-way. */
  let holds = 0;
  const fault = (path: string): ContentFault | undefined =>
    path === NETWORK && (holds -= 1) >= 0 ? { kind: 'hold', afterBytes: 200_000 } : undefined;

  const studio = useStudio({
    prepare: async ({ folder }) => {
      hub = await startHubServer({ repo: 'owner/starter', files: starterFiles(), fault });
      const models = join(folder, 'models');
      cpSync(STARTER, join(models, 'starter'), { recursive: true });
      return { HF_ENDPOINT: hub.endpoint, HF_STORAGE_ENDPOINT: hub.storageEndpoint, MODELS_PATH: models };
    },
  });
  const openPage = usePages(studio);

  afterAll(() => hub[Symbol.asyncDispose]());

  /** The largest file stops half-way; as often again it will. */
  const isHeld = (more: number): Promise<unknown> => expect.poll(() => holds, { timeout: 30_000 }).toBe(more);

  it.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('is fetched, cancelled, paused, resumed and removed on %s', async (_name, viewport) => {
    const { page, errors } = await openPage('/models', viewport);
    holds = 2;
    await page.getByRole('button', { name: 'Add a model' }).click();
    await page.getByLabel('Repository or its address').fill('owner/starter');
    await page.getByRole('textbox', { name: 'Name' }).fill('From the hub');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    const card = page.locator('app-model-card', { hasText: 'From the hub' });

    await isHeld(1);
    await card.getByRole('button', { name: 'Cancel the download' }).click();
    await card.getByRole('button', { name: /^Download/ }).click();
    await isHeld(0);
    await card.getByRole('progressbar').waitFor();
    await card.getByRole('button', { name: 'Pause' }).click();
    await card.getByRole('button', { name: 'Resume' }).click();
    await card.getByText('stable-diffusion').waitFor({ timeout: 60_000 });
    expect(hub.contentRequests.some((entry) => /^unet\/model\.onnx [1-9]/.test(entry))).toBe(true);

    await card.getByRole('button', { name: 'Remove' }).click();
    const question = page.getByRole('alertdialog');
    await question.getByLabel('Delete its files, too').check();
    await question.getByRole('button', { name: 'Remove' }).click();
    await card.waitFor({ state: 'detached' });
    expect(errors).toEqual([]);
  });
});
