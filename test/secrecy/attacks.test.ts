import { beforeAll, describe, expect, test } from 'vitest';
import { attacks, leftovers, outOfReach, sheetOfRecused, withKey } from './attacks.ts';
import { excess } from './measure.ts';
import { type Evidence, play } from './meeting.ts';
import { type Measures, measureAll } from './trials.ts';

// The insider has the database, its log, backups, the server's log at its most talkative, metrics, every frame and all timings. How
// many ballots can be linked to their voters, beside what whoever knows the tally alone can guess?

/** In standard deviations: chance goes beyond it once in some millions. */
const bound = 5.5;

describe.each([
  { voters: 15, rounds: 4 },
  { voters: 100, rounds: 1 },
])('$voters voters, $rounds rounds', ({ voters, rounds }) => {
  const played: Evidence[] = [];
  let measures: Measures;
  beforeAll(async () => {
    for (let seed = 1; seed <= rounds; seed += 1) played.push(await play({ voters, seed: voters + seed }));
    measures = measureAll(played);
  }, 120_000);

  test('[R32] [S3] no attack links more than the tally does', () => {
    const tried = [...attacks, ...withKey].map(([name]) => [name, measures.get(name)] as const);
    const better = tried.filter(
      ([, found]) =>
        found === undefined ||
        excess(found) > bound ||
        found.linked > found.byTallyAlone + bound * Math.sqrt(found.variance),
    );
    expect(better).toEqual([]);
  });

  test('[S3] what the key would open stays closed with it: who has it and the order on disk links every ballot', () => {
    const linked = outOfReach.map(([name]) => measures.get(name)?.linked);
    expect(linked).toEqual(outOfReach.map(() => voters * rounds));
  });

  test('[S3] the envelope of who is recused is like the others; with the key its filler tells it', () => {
    for (const evidence of played) {
      const { traces, truth, recused } = evidence;
      expect(new Set(traces.map(({ envelope }) => envelope.sealed.length)).size).toBe(1);
      expect(sheetOfRecused(evidence)).toBe(truth[recused]);
    }
  });

  test('[C7] nothing of an envelope and no key is in any file once the round is closed', () => {
    expect(played.flatMap(leftovers)).toEqual([]);
  });
});
