import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { soak, told } from './soak.ts';

// npm run soak: people come, watch, vote, comment and go for as long as one likes, and must leave nothing behind.

const usage = 'npm run soak -- [--minutes 10]';
const minuteMs = 60_000;
const progressEveryMs = 10_000;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error(`--minutes is a number above 0. ${usage}`);
  const folder = mkdtempSync(join(tmpdir(), 'hoinghi-soak-'));
  // Interrupted, it sums up what there was so far.
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
  });
  const sinceMs = performance.now();
  const { sessions, rounds, sockets, censuses, left } = await soak({
    file: join(folder, 'soak.sqlite'),
    countAt: [0, 0.5, 1],
    progress: () => (interrupted ? 1 : (performance.now() - sinceMs) / (minutes * minuteMs)),
    say: everyNowAndThen(console.log),
  });
  rmSync(folder, { recursive: true });
  console.log(`  ${sessions} sessions of ${rounds / sessions} rounds, ${sockets} sockets`);
  for (const one of censuses) console.log(`  ${told(one)}`);
  for (const fault of left) console.log(`LEFT: ${fault}`);
  console.log(left.length === 0 ? 'Nothing was left behind.' : `${left.length} things were left behind.`);
  process.exit(left.length === 0 ? 0 : 1);
}

function everyNowAndThen(say: (line: string) => void): (line: string) => void {
  let nextMs = 0;
  return (line) => {
    if (performance.now() < nextMs) return;
    nextMs = performance.now() + progressEveryMs;
    say(line);
  };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
