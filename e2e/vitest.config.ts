import { defineConfig } from 'vitest/config';

/** Whole processes, a real browser, a real Redis; against the built product. One file at a time: each makes pictures. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    testTimeout: 300_000,
    hookTimeout: 120_000,
    // A page may take its time on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    fileParallelism: false,
  },
});
