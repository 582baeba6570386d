import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/house.ts';
import { grown, soak } from './soak.ts';

// People come, watch, vote, comment and go, in every way there is of going. `npm run soak` does it for as long as one likes.

const sessions = 2;

test('after rounds of connecting, watching, voting and leaving, no listener, timer, socket or memory is left', {
  timeout: 10 * 60_000,
}, async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const { censuses, left } = await soak({
    file: join(folder.path, 'soak.sqlite'),
    progress: (sofar) => sofar / sessions,
    countAt: [0, 1],
    say: () => {},
  });
  expect(left).toEqual([]);
  expect(censuses.map((one) => one.sessions).slice(0, 2)).toEqual([3, 5]);
});

test('what each session of the second half left is told, whatever the first did', () => {
  const at = (sessions: number, objects: number, bytes = 0) => ({ sessions, objects, bytes, heapBytes: 0 });
  expect(grown([at(3, 100, 90_000), at(11, 900, 99_000), at(19, 905, 105_000)])).toEqual([]);
  const leaks = (objects: number, bytes: number) => grown([at(3, 1), at(11, 1), at(19, 1 + objects, bytes)]);
  expect(leaks(8, 0)).toEqual(['8 objects and 0 bytes more after 8 sessions']);
  expect(leaks(0, 32 * 1_024)).toEqual(['0 objects and 32768 bytes more after 8 sessions']);
  expect(grown([at(3, 100), at(3, 100), at(3, 100)])).toEqual([]);
});
