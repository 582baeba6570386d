import { afterAll } from 'vitest';
import { openTestHouse, type TestHouse } from '../support/house.ts';

/**
 * The house that tests of a file share, in which each has a session of its own: opened for the first that asks, because it takes as long
 * as a page, and stopped after the last test of the file. Whoever looks at all sessions of a house, or sets its limits or clock, opens another.
 */
export function sharedHouse(): () => Promise<TestHouse> {
  let house: Promise<TestHouse> | undefined;
  afterAll(async () => {
    await (await house)?.stop();
  });
  return () => {
    house ??= openTestHouse();
    return house;
  };
}
