import { defineConfig } from 'vitest/config';

/** What `npm run mutate` runs for a mutant: the tests of the rules. */
export default defineConfig({
  test: { include: ['test/core/**/*.test.ts'], exclude: ['test/core/model.test.ts'], testTimeout: 20_000 },
});
