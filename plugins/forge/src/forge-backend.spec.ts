import { backendConformance } from '@cyberimage/core/testing';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { FakeForge } from './testing/fake-forge.js';
import { FAKE_VARIANTS } from './testing/fake-variant.js';
import { backendFor } from './testing/run-backend.js';

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
