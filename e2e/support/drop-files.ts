import type { Page } from 'playwright-core';

const ATTEMPTS = 3;

/**
 * Drops files or folders of the disk onto the page, as the desktop does. Chromium loses one of the events now
 * and then: as long as the page shows that it waits for the drop, it is made again.
 */
export async function dropFiles(page: Page, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  const send = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, x: 200, y: 400, data });
  const sign = page.getByText('Drop pictures to import them');
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    await send('dragEnter');
    await send('dragOver');
    await sign.waitFor();
    await send('drop');
    const isTaken = await sign.waitFor({ state: 'detached', timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (isTaken) return;
  }
  throw new Error(`the page took none of ${ATTEMPTS} drops`);
}
