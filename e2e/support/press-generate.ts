import type { Page } from 'playwright-core';
import type { Client, JobView } from './client.js';

/** Presses `Generate` and waits for the end of the job; its pictures may show on the page a moment later. */
export async function pressGenerate(page: Page, client: Client): Promise<JobView> {
  const answer = page.waitForResponse((response) => response.url().endsWith('/api/v1/generate'));
  await page.getByRole('button', { name: /^Generate/ }).click();
  const { job_id: id } = (await (await answer).json()) as { job_id: string };
  return client.waitUntilCompleted(id);
}
