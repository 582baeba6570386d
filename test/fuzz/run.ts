import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fuzz, type Summary } from './fuzz.ts';
import { kinds } from './kinds.ts';

// npm run fuzz: random and mutated documents, variables, bodies, frames, headers, imports
// and policies, against a real server; and files as people bring them to the pages, in a real browser.

const usage = `npm run fuzz -- [--inputs 1000000] [--seed N] [--only ${Object.keys(kinds).join('|')}] [--from N]`;

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { inputs: text, seed: text, only: text, from: text } });
  const number = (name: 'inputs' | 'seed' | 'from', standard: number) => {
    const value = Number(values[name] ?? standard);
    if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} is a whole number. ${usage}`);
    return value;
  };
  if (values.only !== undefined && !(values.only in kinds)) throw new Error(usage);
  const seed = number('seed', Date.now() % 1_000_000_000);
  const inputs = number('inputs', 1_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'hoinghi-fuzz-'));
  console.log(`Seed ${seed}, ${inputs} inputs.`);
  const file = join(folder, 'fuzz.sqlite');
  const summary = await fuzz({
    file,
    seed,
    inputs,
    only: values.only,
    from: number('from', 0),
    say: console.log,
  });
  rmSync(folder, { recursive: true });
  console.log(told(summary));
  for (const fault of summary.faults) console.log(`WRONG: ${fault}`);
  console.log(
    summary.faults.length === 0 ? 'Nothing was wrong.' : `${summary.faults.length} things were wrong.`,
  );
  process.exit(summary.faults.length === 0 ? 0 : 1);
}

function told({ inputs, answers, seconds, memory }: Summary): string {
  const counts = (some: Readonly<Record<string, number>>) =>
    Object.entries(some).map(([name, count]) => `  ${String(count).padStart(9)} ${name}`);
  const megabytes = Object.entries(memory).map(
    ([when, { heap, resident, page }]) =>
      `  ${when}: ${heap} MB in use after a collection, ${resident} MB resident; ${page} MB in the page that reads files`,
  );
  return ['Inputs', ...counts(inputs), 'Answers', ...counts(answers), `${seconds} s`, ...megabytes].join(
    '\n',
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
