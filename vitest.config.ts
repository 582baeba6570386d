import { defineConfig } from 'vitest/config';

// graphql refuses values of a second copy of itself: everything that imports it is inlined, and gets the one ES module.
const shared = {
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    server: {
      deps: { inline: [/type-graphql/, /graphql-ws/, /@apollo/, /graphql-armor/] },
    },
  },
};

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: { ...shared.test, name: 'checks', include: ['test/checks/**/*.test.ts'], testTimeout: 30_000 },
      },
      {
        ...shared,
        test: {
          ...shared.test,
          name: 'tests',
          include: ['test/**/*.test.ts'],
          // The storm is run by hand until what broke it once is known: npm run storm.
          exclude: ['test/checks/**', 'test/browser/**', 'test/storm/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          ...shared.test,
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
