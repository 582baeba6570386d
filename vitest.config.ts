import { accessSync, constants, statfsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Linux's file system in memory. */
const inMemory = '/dev/shm';
const minFreeBytes = 2 * 1024 ** 3;

/**
 * Where temporary files lie: in memory where there is room, because tests that write wait for the disk much of their time. What a disk loses and refuses
 * is taken away and refused by test/faults, on any file system. `TMPDIR=/tmp npm test` has them on the disk.
 */
function temporaryFiles(): Record<string, string> {
  if (process.env.TMPDIR !== undefined) return {};
  try {
    accessSync(inMemory, constants.W_OK);
    const { bavail, bsize } = statfsSync(inMemory);
    return bavail * bsize < minFreeBytes ? {} : { TMPDIR: inMemory };
  } catch {
    return {};
  }
}

// graphql refuses values of a second copy of itself: everything that imports it is inlined, and gets the one ES module.
const shared = {
  resolve: { alias: [{ find: /^graphql$/, replacement: 'graphql/index.js' }] },
  test: {
    env: temporaryFiles(),
    // Not one second: what is waited for may take its time beside other work.
    expect: { poll: { timeout: 30_000 } },
    server: {
      deps: { inline: [/type-graphql/, /graphql-ws/, /@apollo/, /graphql-armor/] },
    },
  },
};

// Of two cores, one of which the runner would leave free by itself. Three at a time took no less: backups made while people vote took twice as long.
const together = { maxWorkers: 2, sequence: { groupOrder: 1 } };
const browsers = { maxWorkers: 2, sequence: { groupOrder: 2 } };
/** Files share their modules, which take longer to load than most of these tests do. */
const sharing = { isolate: false };

/** They look at what a process holds or which statements it sends, or put something in the place of its globals: it is theirs alone. */
const ofOwnProcess = [
  ...['attack', 'fuzz', 'secrecy', 'soak', 'store', 'storm'].map((room) => `test/${room}/**/*.test.ts`),
  'test/api/statements.test.ts',
  'test/pages/{browser-storage,reconnecting,server-probe}.test.ts',
];

/** They start the program, kill it, or try everything as everybody: dear, and nothing that files beside them would notice. */
const ofProcesses = ['faults', 'main', 'rights'].map((room) => `test/${room}/**/*.test.ts`);

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: {
          ...shared.test,
          ...together,
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
          include: ofOwnProcess,
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
          name: 'processes',
          include: ofProcesses,
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
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: ['test/checks/**', 'test/browser/**', ...ofOwnProcess, ...ofProcesses],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...shared,
        test: {
          ...shared.test,
          ...browsers,
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
