import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DESKTOP, PHONE } from './support/browser.js';
import { usePages } from './support/pages.js';
import { hasChromium } from './support/services.js';
import { useStudio } from './support/studio.js';

const MOST_GZIPPED_BYTES = 200_000;

describe.skipIf(!hasChromium)('the first load', () => {
  const studio = useStudio();
  const open = usePages(studio);

  it.each([
    ['en-GB', 'Generate', 'en'],
    ['de-AT', 'Erzeugen', 'de'],
    ['fr-FR', 'Generate', 'en'],
  ])('for %s is small, and comes from nowhere else', async (locale, heading, language) => {
    const { page, errors } = await open('/', DESKTOP, { locale });
    await page.getByRole('heading', { name: heading, exact: true }).waitFor({ state: 'attached' });
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(language);
    await page.waitForLoadState('networkidle');
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => name),
    );
    const scripts = [...new Set(loaded)].filter((name) => new URL(name).pathname.endsWith('.js'));
    const bodies = await Promise.all(scripts.map(async (name) => (await fetch(name)).arrayBuffer()));
    const total = bodies.reduce((sum, body) => sum + gzipSync(new Uint8Array(body)).length, 0);
    expect(total).toBeGreaterThan(50_000);
    expect(total).toBeLessThanOrEqual(MOST_GZIPPED_BYTES);
    expect(errors).toEqual([]);
  });

  it('speaks the language that is chosen on a phone, from then on', async () => {
    const { page, errors } = await open('/settings', PHONE);
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await page.goto('/audit');
    await page.getByText('Studio gestartet').first().waitFor();
    await page.goto('/settings');
    await page.getByLabel('Sprache').selectOption('');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(errors).toEqual([]);
  });
});
