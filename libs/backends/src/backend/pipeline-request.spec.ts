import { describe, expect, it } from 'vitest';
import { collectEvents, completeRequest } from '../testing/run-backend.js';
import { createBackend, modelLine } from '../testing/create-backend.js';

async function picture(convention: string, seed: bigint): Promise<unknown> {
  const backend = createBackend([modelLine('sd15', 'sd15')]);
  const parameters = { convention, steps: 20, width: 64, height: 64, sampler: 'Euler a' };
  const request = await completeRequest(backend, 'sd15', parameters);
  const events = await collectEvents(backend, { ...request, seed });
  const found = events.find((event) => event.type === 'image');
  if (found === undefined) throw new Error(`no picture among ${events.map(({ type }) => type).join(', ')}`);
  return found.content;
}

describe('the noise of a request', () => {
  it('is that of the convention', async () => {
    expect(await picture('webui', 5n)).not.toEqual(await picture('diffusers', 5n));
  });

  it('comes from all 64 bits of a seed in the webui convention, from the low 32 in that of diffusers', async () => {
    const distant = 5n + 2n ** 32n;
    expect(await picture('webui', distant)).not.toEqual(await picture('webui', 5n));
    expect(await picture('diffusers', distant)).toEqual(await picture('diffusers', 5n));
  });
});
