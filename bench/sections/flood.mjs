import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from '../children.mjs';
import { plain, ratios, spread, told } from '../figures.mjs';
import { isBuilt } from '../project.mjs';
import { seatedProject } from './ballots.mjs';

const seats = 200;
const reviews = 5;
const ballotsPerSecond = 50;
const floodPerSecond = 10 * ballotsPerSecond;
const overMs = (seats / ballotsPerSecond) * 1_000;
/** How long a flood runs before a round is measured. */
const risingMs = 500;
/** The time after a flood in which the server still answers what is left of it. */
const fallingMs = 1_000;
/** The time until memory is measured again, because V8 waits so long before it returns memory that an idle process does not need. */
const idleMs = 60_000;
const maxTimes = 1.5;
const maxMemoryTimes = 1.2;

/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof seatedProject>>['round']>>} Cast */
/** @typedef {Awaited<ReturnType<typeof seatedProject>>} Project */

/** The kinds of floods, with the load generator's job for each. @type {Record<string, (project: Project) => [job: string, input: object]>} */
const floods = {
  [`strangers, ${floodPerSecond} attempts/s`]: ({ port }) => ['start', { port, perSecond: floodPerSecond }],
  'one delegate, dearest operations': ({ port, sessionId, delegate: token }) => [
    'startDear',
    { port, sessionId, token, addresses: 1 },
  ],
  'one stranger, dearest operations': ({ port, sessionId }) => [
    'startDear',
    { port, sessionId, addresses: 1 },
  ],
  'twenty addresses, dearest operations': ({ port, sessionId }) => [
    'startDear',
    { port, sessionId, addresses: 20 },
  ],
};

/** @param {import('../run.mjs').Setting} setting @returns {Promise<import('../figures.mjs').Line[]>} */
export const flood = async ({ quick, folder, say }) => {
  if (!isBuilt()) return [];
  const times = quick ? 2 : 10;
  const project = await seatedProject(join(folder, 'flood'), reviews, { seats, limitsAsShipped: true });
  const strangers = startLoad('load/flood.mjs');
  const names = Object.keys(floods);
  /** A quiet round for each flood, measured just before it, because the machine's speed changes from minute to minute. @type {Record<string, Cast[]>} */
  const quiet = Object.fromEntries(names.map((name) => [name, []]));
  /** @type {Record<string, Cast[]>} */
  const flooded = Object.fromEntries(names.map((name) => [name, []]));
  let bytesBefore = 0;
  for (let round = 0; round <= times; round++) {
    const name = round === 0 ? 'warm-up' : `round ${round}`;
    for (const [who, job] of Object.entries(floods)) {
      const cast = await project.round(overMs);
      say(`${name}  quiet: ${story(cast)}`);
      if (round > 0) quiet[who]?.push(cast);
      if (round === 0 && who === names[0]) bytesBefore = residentBytes(project.pid);
      await strangers.ask(...job(project));
      await pause(risingMs);
      const under = await project.round(overMs);
      const { perSecond, busy, fates } = await strangers.ask('stop');
      say(
        `${name}  ${who}: ${story(under)}; ${plain(residentBytes(project.pid) / 2 ** 20)} MiB; ${plain(perSecond)} attempts/s from ${plain(busy * 100)} % of a core; they got ${fates}`,
      );
      if (round > 0) flooded[who]?.push(under);
      await pause(fallingMs);
    }
  }
  const bytesUnder = residentBytes(project.pid);
  await pause(idleMs);
  const bytesAfter = residentBytes(project.pid);
  await strangers.stop();
  await project.stop();
  return lines(quiet, flooded, { under: bytesUnder / bytesBefore, after: bytesAfter / bytesBefore });
};

/** @param {number} pid */
const residentBytes = (pid) =>
  1_024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** @param {Cast} cast */
const story = ({ p50, p95, serverBusy, votersBusy }) =>
  `cast to receipt p50 ${plain(p50)} ms, p95 ${plain(p95)} ms; ` +
  `server ${plain(serverBusy * 100)} %, voters ${plain(votersBusy * 100)} % of a core`;

/** @param {Record<string, Cast[]>} quiet @param {Record<string, Cast[]>} flooded @param {{ under: number, after: number }} memory by that before */
const lines = (quiet, flooded, memory) => {
  const of = (/** @type {Cast[]} */ casts, /** @type {'p50' | 'p95'} */ key) =>
    casts.map((cast) => cast[key]);
  const cast = `${seats} delegates, ${ballotsPerSecond} ballots/s: cast to receipt`;
  return [
    { what: `${cast}, quiet, p50`, figure: told(spread(of(Object.values(quiet).flat(), 'p50')), ' ms') },
    { what: `${cast}, quiet, p95`, figure: told(spread(of(Object.values(quiet).flat(), 'p95')), ' ms') },
    ...Object.entries(flooded).flatMap(([who, casts]) => {
      const ratio = ratios(of(casts, 'p95'), of(quiet[who] ?? [], 'p95'));
      return [
        { what: `The same, ${who}, p95`, figure: told(spread(of(casts, 'p95')), ' ms') },
        {
          what: `Flood by ${who}: p95 by quiet p95`,
          figure: told(ratio, ' ×'),
          target: `≤ ${maxTimes} ×`,
          met: ratio.median <= maxTimes,
        },
      ];
    }),
    {
      what: 'Memory of the server at the end of the last flood by before the first',
      figure: `${plain(memory.under)} ×`,
    },
    {
      what: `The same, ${idleMs / 1_000} s after the last flood`,
      figure: `${plain(memory.after)} ×`,
      target: `≤ ${maxMemoryTimes} ×`,
      met: memory.after <= maxMemoryTimes,
    },
  ];
};
