import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedPage } from './pages.js';

/** A page that hangs must not hold up what is told of it. */
const LONGEST_WAIT_MS = 5_000;
const MOST_LETTERS = 1_000;

/** What a page shows, in words and as a picture file. */
export async function describePage({ page, errors }: OpenedPage, test: string): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'cyberimage-e2e-failed-')), 'page.png');
  const timeout = LONGEST_WAIT_MS;
  const text = await page
    .locator('body')
    .innerText({ timeout })
    .catch(() => 'it does not answer');
  const picture = await page.screenshot({ path, timeout }).then(
    () => path,
    () => 'none: the page is not drawn',
  );
  return [
    `"${test}" failed with this page open: ${page.url()}`,
    `  errors: ${errors.join('\n          ') || 'none'}`,
    `  picture: ${picture}`,
    `  text: ${text.slice(0, MOST_LETTERS).replaceAll(/\s*\n\s*/g, ' | ')}`,
  ].join('\n');
}
