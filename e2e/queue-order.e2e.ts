import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages, type OpenedPage } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

const PROMPTS = ['a red cat', 'a blue boat', 'a green tree'];

/** Waits until a page shows these prompts, in this order. */
async function shows(page: Page, prompts: readonly string[]): Promise<void> {
  const order = () => page.locator('app-waiting-job .prompt').allInnerTexts();
  await expect.poll(order, { timeout: 30_000 }).toEqual(prompts);
}

const handle = (page: Page, prompt: string) =>
  page.getByRole('button', { name: new RegExp(`^Place .*${prompt}`) });

describe.skipIf(!hasChromium)('the order of the queue', () => {
  const studio = useStudio();
  const openPage = usePages(studio);
  const { client } = studio;

  beforeAll(() => client.post('/api/v1/queue/pause', {}));

  beforeEach(async () => {
    const { jobs } = await client.get<{ jobs: { id: string }[] }>('/api/v1/queue/jobs?status=pending');
    for (const { id } of jobs) await client.post(`/api/v1/queue/jobs/${id}/cancel`, {});
    for (const prompt of PROMPTS) await client.generate({ prompt });
  });

  async function open(viewport: typeof PHONE): Promise<OpenedPage> {
    const opened = await openPage('/queue', viewport);
    await shows(opened.page, PROMPTS);
    return opened;
  }

  it('is changed by keys, which keep the focus and say the new place', async () => {
    const { page, errors } = await open(DESKTOP);
    await handle(page, 'a green tree').focus();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    const wanted = ['a green tree', 'a red cat', 'a blue boat'];
    await shows(page, wanted);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toContain(
      'a green tree',
    );
    await page
      .getByRole('status')
      .getByText('a green tree: now in place 1 of 3')
      .waitFor({ state: 'attached' });
    await page.reload();
    await shows(page, wanted);
    expect(errors).toEqual([]);
  });

  it('is changed by a finger on a phone, and a second device shows the same', async () => {
    const { page, errors } = await open(PHONE);
    const { page: other } = await open(DESKTOP);
    const from = (await handle(page, 'a red cat').boundingBox())!;
    const to = (await handle(page, 'a green tree').boundingBox())!;
    const x = from.x + from.width / 2;
    const touch = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
      touch.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x, y }] });
    const [startY, endY] = [from.y + from.height / 2, to.y + to.height / 2];
    await send('touchStart', startY);
    for (let part = 1; part <= 8; part++) await send('touchMove', startY + ((endY - startY) * part) / 8 + 6);
    await send('touchEnd');
    const wanted = ['a blue boat', 'a green tree', 'a red cat'];
    for (const each of [page, other]) await shows(each, wanted);
    await page.reload();
    await shows(page, wanted);
    expect(errors).toEqual([]);
  });
});
