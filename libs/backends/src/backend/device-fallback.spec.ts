import type { GenerationEvent } from '@cyberimage/core';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { missingForDevice } from '../runtime/find-device.js';
import { createBackend, modelLine } from '../testing/create-backend.js';
import { collectEvents, completeRequest } from '../testing/run-backend.js';

// A machine that seems to have CUDA.
vi.mock('../runtime/find-device.js', async (importOriginal) => ({
  ...(await importOriginal<object>()),
  resolveDevice: (choice: string) => (choice === 'auto' ? 'cuda' : choice),
}));

const warningsOf = (events: readonly GenerationEvent[]) => events.filter(({ type }) => type === 'warning');

describe.runIf(missingForDevice('cuda') !== undefined)('a GPU that turns out not to work', () => {
  const backend = createBackend([modelLine('sd15', 'sd15')], [], { device: 'auto' });

  afterAll(() => backend.dispose());

  it('is left for the processor where the choice was ours, and says so once', async () => {
    const request = await completeRequest(backend, 'sd15', { steps: 20 });
    const events = await collectEvents(backend, request);
    expect(warningsOf(events)).toEqual([
      {
        type: 'warning',
        code: 'device-fallback',
        message: `the device cuda cannot be used: ${missingForDevice('cuda')}; the processor is used`,
      },
    ]);
    const image = events.find((event) => event.type === 'image');
    expect(image?.metadata).toMatchObject({ device: 'cpu' });
    expect(warningsOf(await collectEvents(backend, request))).toEqual([]);
  });
});
