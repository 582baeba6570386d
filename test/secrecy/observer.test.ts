import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formerlyDue } from '../../src/core/release.ts';
import { anyMeeting, cameAbout, differenceSeen, type Meeting } from './observer.ts';

const runs = 80;

test('[R50] [R71] [R72] [R75] whoever may not see who has cast learns of it by the turnout alone, in any meeting', () => {
  fc.assert(
    fc.property(anyMeeting, (meeting) => {
      expect(differenceSeen(meeting)).toBeNull();
    }),
    { seed: 20231211, numRuns: runs },
  );
  const wanted = ['TallyReleased', 'RoundClosed', 'RoundVoided', 'SessionAdjourned', 'somebody recused'];
  const often = [...wanted, 'others cast in the twin'].filter((what) => (cameAbout.get(what) ?? 0) >= 20);
  expect(often).toEqual([...wanted, 'others cast in the twin']);
});

test('[R50] were steps due by the marks of each review, they would tell', () => {
  const told: string[] = [];
  const property = fc.property(anyMeeting, (meeting: Meeting) => {
    const difference = differenceSeen(meeting, formerlyDue);
    if (difference !== null) told.push(difference);
    return difference === null;
  });
  expect(fc.check(property, { seed: 20231211, numRuns: runs, endOnFailure: true }).failed).toBe(true);
  expect(told[0]).toMatch(/^\w+, (frame|entries): /);
});
