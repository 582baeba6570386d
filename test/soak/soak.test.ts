import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/house.ts';
import { grown, soak } from './soak.ts';

// People come, watch, vote, comment and go, in every way there is of going. `npm run soak` does it for as long as one likes.

const sessions = 4;

test('after rounds of connecting, watching, voting and leaving, no listener, timer, socket or memory is left', {
  timeout: 10 * 60_000,
}, async () => {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  const { censuses, left } = await soak({
    file: join(folder.path, 'soak.sqlite'),
    progress: (sofar) => sofar / sessions,
    countAt: [0, 0.5, 1],
    say: () => {},
  });
  expect(left).toEqual([]);
  expect(censuses.map((one) => one.sessions).slice(0, 3)).toEqual([3, 5, 7]);
});

test('what each session left is told, and not what came once, or what is meant', () => {
  const at = (sessions: number, Feed: number, bytes = 0, seals = 0) => {
    const more = { Feed, 'Object {seq, hash}': seals };
    return { sessions, objects: 0, more, bytes, heapBytes: 0 };
  };
  expect(grown([at(3, 0), at(11, 800), at(19, 7)])).toEqual([]);
  expect(grown([at(3, 0), at(11, 7), at(19, 800)])).toEqual([]);
  expect(grown([at(3, 0), at(11, 8), at(19, 8)])).toEqual(['Feed: 8 more after 8 sessions']);
  expect(grown([at(3, 0), at(11, 0, 0, 8), at(19, 0, 0, 8)])).toEqual([]);
  expect(grown([at(3, 0), at(11, 0, 0, 16), at(19, 0, 0, 16)])).toHaveLength(1);
  expect(grown([at(3, 0), at(11, 0), at(19, 0, 32 * 1_024)])).toEqual(['32768 bytes more after 8 sessions']);
  expect(grown([at(3, 9), at(3, 9), at(3, 9)])).toEqual([]);
});
