import { parseArgs } from 'node:util';
import { excess } from './measure.ts';
import { type Evidence, play } from './meeting.ts';
import { measureAll } from './trials.ts';

// npm run secrecy: plays secret rounds, attacks each in every way, and says how many ballots were linked to their voters.

const usage = 'npm run secrecy -- [--voters 15] [--rounds 20] [--seed 1]';

const { values } = parseArgs({
  options: {
    voters: { type: 'string', default: '15' },
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
  },
});
const [voters, rounds, seed] = [values.voters, values.rounds, values.seed].map(Number);
if (!(voters && voters >= 6 && rounds && rounds > 0 && Number.isSafeInteger(seed))) throw new Error(usage);

const played: Evidence[] = [];
for (let round = 0; round < rounds; round += 1)
  played.push(await play({ voters, seed: (seed ?? 0) + round }));
const rows = [...measureAll(played)].map(([attack, found]) => ({
  attack,
  linked: found.linked,
  'by chance': found.expected.toFixed(1),
  'by the tally alone': found.byTallyAlone,
  'excess (σ)': excess(found).toFixed(1),
}));
console.log(`${voters * rounds} ballots in ${rounds} rounds of ${voters}; seed ${seed}.`);
console.table(rows);
