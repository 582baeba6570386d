import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { arch, availableParallelism, cpus, platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { killAll } from './children.mjs';
import { table } from './figures.mjs';
import { isBuilt, lastWords } from './project.mjs';
import { ballots } from './sections/ballots.mjs';
import { capacity } from './sections/capacity.mjs';
import { closing } from './sections/closing.mjs';
import { fanout } from './sections/fanout.mjs';
import { flood } from './sections/flood.mjs';
import { history } from './sections/history.mjs';
import { judging } from './sections/judging.mjs';
import { memory } from './sections/memory.mjs';

/** @typedef {{ quick: boolean, folder: string, say: (line: string) => void }} Setting */

const sections = { fanout, ballots, closing, flood, judging, memory, history, capacity };
const limitMs = { full: 30 * 60_000, quick: 5 * 60_000 };
/** The type that statfs gives for a file system in memory, on which a sync costs nothing. */
const tmpfsType = 0x01021994;

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const { quick, only } = values;
if (only !== undefined && !Object.hasOwn(sections, only)) {
  console.error(`--only takes one of: ${Object.keys(sections).join(', ')}`);
  process.exit(2);
}

const inMemory = statfsSync(tmpdir()).type === tmpfsType;
const folder = mkdtempSync(
  join(inMemory ? fileURLToPath(new URL('.', import.meta.url)) : tmpdir(), 'bench-'),
);
process.on('exit', () => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => process.exit(1));
}
setTimeout(
  () => {
    console.error('The bench takes too long: stopped.');
    process.exit(1);
  },
  limitMs[quick ? 'quick' : 'full'],
).unref();

const { model } = cpus()[0] ?? { model: 'unknown processor' };
console.log(`Node ${process.version}, ${platform()} ${arch()}, ${availableParallelism()} cores, ${model}`);
if (!isBuilt())
  console.log('dist/bundle/main.js is missing: build the project first. Only its peers are measured.');

/** @type {import('./figures.mjs').Line[]} */
const lines = [];
for (const [name, section] of Object.entries(sections)) {
  if (only !== undefined && only !== name) continue;
  console.log(`\n${name}`);
  try {
    lines.push(...(await section({ quick, folder, say: (line) => console.log(`  ${line}`) })));
  } catch (error) {
    console.error(error);
    console.error(lastWords(folder));
    process.exit(1);
  }
}
console.log(`\n${table(lines)}`);
process.exit(isBuilt() ? 0 : 1);
