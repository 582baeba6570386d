import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Summary, storm } from './storm.ts';

// npm run storm: kills the server again and again while people vote, with the power going at some of the kills, and checks that everything it promised is kept.

/** Of the kills, where nobody says how many. */
const powerShare = 0.4;
const moveShare = 0.12;

const usage = 'npm run storm -- [--kills 500] [--power 200] [--moves 60] [--seed N] [--voters 240]';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      kills: { type: 'string' },
      power: { type: 'string' },
      moves: { type: 'string' },
      seed: { type: 'string' },
      voters: { type: 'string' },
    },
  });
  const number = (name: keyof typeof values, standard: number) => {
    const value = Number(values[name] ?? standard);
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} is a whole number. ${usage}`);
    return value;
  };
  const kills = number('kills', 500);
  const powerCuts = number('power', Math.floor(kills * powerShare));
  if (powerCuts > kills) throw new Error(`--power is so many of the kills. ${usage}`);
  const moves = number('moves', Math.floor(kills * moveShare));
  if (moves > kills) throw new Error(`--moves come after so many of the kills. ${usage}`);
  const seed = number('seed', Date.now() % 1_000_000_000);
  const voters = number('voters', 240);
  if (voters < 30) throw new Error(`--voters is 30 at least: three meetings of ten. ${usage}`);
  const folder = mkdtempSync(join(tmpdir(), 'hoinghi-storm-'));
  const again = `npm run storm -- --kills ${kills} --power ${powerCuts} --moves ${moves} --seed ${seed} --voters ${voters}`;
  console.log(again);
  // Interrupted, it looks for what was promised so far.
  const enough = new AbortController();
  process.once('SIGINT', () => enough.abort());
  const summary = await storm({
    folder,
    kills,
    powerCuts,
    moves,
    seed,
    voters,
    say: console.log,
    enough: enough.signal,
  });
  tell(summary);
  if (summary.faults.length === 0) rmSync(folder, { recursive: true });
  else console.log(`The files are kept in ${folder}. Again: ${again}`);
  process.exit(summary.faults.length === 0 ? 0 : 1);
}

function tell({ faults, hits, moves, ...sums }: Summary): void {
  for (const [what, count] of Object.entries(hits).sort()) console.log(`  ${count} killed ${what}`);
  for (const [what, count] of Object.entries(moves).sort()) console.log(`  ${count} moves with ${what}`);
  for (const [name, value] of Object.entries(sums)) console.log(`  ${value} ${name}`);
  for (const fault of faults) console.log(`BROKEN: ${fault}`);
  console.log(faults.length === 0 ? 'Every promise was kept.' : `${faults.length} promises were broken.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
