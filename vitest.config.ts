import { defineConfig } from 'vitest/config';

// graphql refuses values of a second copy of itself: everything that imports it is inlined, and gets the one ES module.
const shared = {
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    // Not one second: what is waited for may take its time beside other work.
    expect: { poll: { timeout: 30_000 } },
    server: {
      deps: { inline: [/type-graphql/, /graphql-ws/, /@apollo/, /graphql-armor/] },
    },
  },
};

// Browsers want the machine to themselves, and the rest takes both of two cores, one of which it would leave free by itself.
const alone = { maxWorkers: 1, sequence: { groupOrder: 1 } };
const together = { maxWorkers: 2, sequence: { groupOrder: 2 } };
/** Files share their modules, which takes longer to load than most of these tests do. Not where what a process holds is measured or stubbed. */
const sharing = { isolate: false };

/** Pure functions. */
const rules = ['test/core/**/*.test.ts', 'test/words/**/*.test.ts', 'test/policies/**/*.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          ...shared.test,
          ...alone,
          name: 'checks',
          include: ['test/checks/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        ...shared,
        test: {
          ...shared.test,
          ...together,
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: ['test/checks/**', 'test/browser/**', ...rules],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          ...shared.test,
          ...together,
          ...sharing,
          name: 'rules',
          include: rules,
          testTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          ...shared.test,
          ...alone,
          ...sharing,
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/setup.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
