import { backendConformance } from '@cyberimage/core/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FakeForge } from './testing/fake-forge.js';
import { FAKE_VARIANTS } from './testing/fake-variant.js';
import { backendFor, requestFor, run } from './testing/run-backend.js';

const parameters = { steps: 3, width: 64, height: 64 };

for (const variant of Object.keys(FAKE_VARIANTS) as (keyof typeof FAKE_VARIANTS)[]) {
  describe(`ForgeBackend over REST against ${variant}`, () => {
    const fake = new FakeForge({ variant });
    beforeAll(() => fake.start());
    afterAll(() => fake.stop());
    backendConformance(it, { create: () => backendFor(fake.url), parameters });
  });
}

describe('ForgeBackend over the Gradio queue', () => {
  const fake = new FakeForge({ api: false, heartbeatMs: 2 });
  beforeAll(() => fake.start());
  afterAll(() => fake.stop());
  backendConformance(it, { create: () => backendFor(fake.url), parameters });
});

describe('ForgeBackend', () => {
  it('finds the other way in when a server comes back without --api', async () => {
    const before = await new FakeForge().start();
    const backend = backendFor(before.url);
    const request = await requestFor(backend);
    await before.stop();
    const after = await new FakeForge({ api: false, port: Number(new URL(before.url).port) }).start();
    expect((await run(backend, request)).error).toMatchObject({ code: 'unavailable', retryable: false });
    expect((await run(backend, request)).images).toHaveLength(1);
    expect(after.requests.some(({ path }) => path === '/queue/join')).toBe(true);
    await backend.dispose();
    await after.stop();
  });
});
