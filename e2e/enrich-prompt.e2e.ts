import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLanguageModel, type LanguageModel } from '../apps/api/src/testing/language-model.js';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages, type OpenedPage } from './support/pages.js';
import { freePort } from './support/port.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

interface AuditView {
  readonly action: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const CUES = [
  'cinematic',
  'asymmetrical composition',
  'unique',
  'rule of thirds',
  'strong negative space',
  'production photography',
];
const PROMPT = 'a green cat';

const promptBox = (page: Page) => page.getByRole('textbox', { name: 'Prompt', exact: true });
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Enrich the prompt' });

describe.skipIf(!hasChromium)('enriching a prompt', () => {
  const studio = useStudio();
  const openPage = usePages(studio);
  const { client } = studio;
  let model: LanguageModel;

  beforeAll(async () => {
    model = await startLanguageModel();
  });

  afterAll(() => model[Symbol.asyncDispose]());

  async function set(settings: Readonly<Record<string, string | number | null>>): Promise<void> {
    const answer = await fetch(`${studio.url}/api/v1/settings`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(settings),
    });
    expect(answer.status).toBe(200);
  }

  const setModel = () =>
    set({ ENRICH_BASE_URL: model.url, ENRICH_API_KEY: 'secret', ENRICH_MODEL: 'writer' });

  async function newestRecord(): Promise<AuditView> {
    const { records } = await client.get<{ records: AuditView[] }>(
      '/api/v1/audit?subject_type=prompt&limit=1',
    );
    return records[0]!;
  }

  async function open(viewport: typeof PHONE): Promise<OpenedPage> {
    const opened = await openPage('/', viewport);
    await promptBox(opened.page).fill(PROMPT);
    return opened;
  }

  describe.each([
    ['a desktop', DESKTOP],
    ['a phone', PHONE],
  ])('on %s', (_name, viewport) => {
    it('streams into the box, shows what changes, and is edited, accepted and taken back', async () => {
      await setModel();
      const { page, errors } = await open(viewport);
      await page.getByRole('button', { name: 'Enrich prompt' }).click();
      const dialog = dialogOf(page);
      for (const cue of CUES) await dialog.getByRole('button', { name: cue, pressed: true }).waitFor();
      await dialog.getByRole('button', { name: 'unique' }).click();
      await dialog.getByText('Instruction').click();
      await dialog.getByRole('textbox', { name: 'Instruction' }).fill('Be brief.');

      model.answer = 'wait';
      await dialog.getByRole('button', { name: 'Enrich', exact: true }).click();
      const box = dialog.getByRole('textbox', { name: 'Enriched prompt' });
      await expect.poll(() => box.inputValue()).toBe('A neon ');
      expect(await box.isEditable()).toBe(false);
      model.goOn();
      await expect.poll(() => box.inputValue()).toBe('A neon cat, rain');
      const cues = CUES.filter((cue) => cue !== 'unique').join(', ');
      expect(model.requests.at(-1)).toMatchObject({
        authorization: 'Bearer secret',
        body: { messages: [{ content: `Be brief.\nWork these cues in: ${cues}.` }, { content: PROMPT }] },
      });

      await dialog.getByRole('insertion').filter({ hasText: 'neon' }).waitFor();
      await dialog.getByRole('deletion').filter({ hasText: 'green' }).waitFor();
      expect(await promptBox(page).inputValue()).toBe(PROMPT);
      await box.fill('A neon cat, heavy rain');
      await dialog.getByRole('button', { name: 'Accept' }).click();
      await expect.poll(() => promptBox(page).inputValue()).toBe('A neon cat, heavy rain');
      await page.getByRole('button', { name: 'Undo' }).click();
      await expect.poll(() => promptBox(page).inputValue()).toBe(PROMPT);

      await expect.poll(newestRecord).toMatchObject({
        action: 'prompt.enriched',
        data: { prompt: PROMPT, result: 'A neon cat, rain', instruction: 'Be brief.', model: 'writer' },
      });
      expect(errors).toEqual([]);
    });

    it('that fails says so beside its button, leaves the prompt, and is on record', async () => {
      await setModel();
      const { page } = await open(viewport);
      const dialog = dialogOf(page);
      const fail = async (words: string): Promise<void> => {
        await page.getByRole('button', { name: 'Enrich prompt' }).click();
        await dialog.getByRole('button', { name: 'Enrich', exact: true }).click();
        await dialog.getByRole('alert').getByText(words).waitFor();
        await dialog.getByRole('button', { name: 'Cancel' }).click();
        await page.locator('#enrich-failure').getByText(words).waitFor();
        expect(await promptBox(page).inputValue()).toBe(PROMPT);
        await expect.poll(newestRecord).toMatchObject({
          action: 'prompt.enrichment-failed',
          data: { prompt: PROMPT, error: expect.stringContaining(words) },
        });
      };
      model.answer = 'refuse-key';
      await fail('The language model refused the key (ENRICH_API_KEY)');
      model.answer = 'fail';
      await fail('The language model failed: 500 out of memory');
      model.answer = 'break';
      await fail('The language model failed');
      model.answer = 'hang';
      await set({ ENRICH_TIMEOUT_SECONDS: 1 });
      await fail('The language model took longer than 1 s (ENRICH_TIMEOUT_SECONDS)');
      await set({ ENRICH_TIMEOUT_SECONDS: null, ENRICH_BASE_URL: `http://127.0.0.1:${await freePort()}/v1` });
      await fail('The language model cannot be reached');

      await set({ ENRICH_MODEL: null });
      await page.getByRole('button', { name: 'Enrich prompt' }).click();
      await dialog.getByText('No language model is set up.').waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.locator('#enrich-failure').getByText('No language model is set up').waitFor();
      await promptBox(page).fill('a dog');
      await expect.poll(() => page.locator('#enrich-failure').count()).toBe(0);
    });
  });
});
