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
/** Before a flooded round is measured. */
const risingMs = 500;
const mostTimes = 2;

/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof seatedProject>>['round']>>} Cast */

/** @param {import('../run.mjs').Setting} setting @returns {Promise<import('../figures.mjs').Line[]>} */
export const flood = async ({ quick, folder, say }) => {
  if (!isBuilt()) return [];
  const times = quick ? 4 : 10;
  const project = await seatedProject(join(folder, 'flood'), reviews, { seats, limitsAsShipped: true });
  const strangers = startLoad('load/flood.mjs');
  /** @type {{ quiet: Cast[], flooded: Cast[] }} */
  const taken = { quiet: [], flooded: [] };
  for (let round = -1; round <= times; round++) {
    const name = round <= 0 ? 'warm-up' : `round ${round}`;
    const quiet = await project.round(overMs);
    say(`${name}  quiet: ${story(quiet)}`);
    await strangers.ask('start', { port: project.port, perSecond: floodPerSecond });
    await pause(risingMs);
    const flooded = await project.round(overMs);
    const { perSecond, busy, fates } = await strangers.ask('stop');
    say(
      `${name}  flooded: ${story(flooded)}; ${plain(perSecond)} attempts/s from ${plain(busy * 100)} % of a core`,
    );
    say(`${name}  they got ${fates}`);
    if (round > 0) {
      taken.quiet.push(quiet);
      taken.flooded.push(flooded);
    }
  }
  await strangers.stop();
  await project.stop();
  return lines(taken);
};

/** @param {Cast} cast */
const story = ({ p50, p95, serverBusy, votersBusy }) =>
  `cast to receipt p50 ${plain(p50)} ms, p95 ${plain(p95)} ms; ` +
  `server ${plain(serverBusy * 100)} %, voters ${plain(votersBusy * 100)} % of a core`;

/** @param {{ quiet: Cast[], flooded: Cast[] }} taken */
const lines = ({ quiet, flooded }) => {
  const of = (/** @type {Cast[]} */ casts, /** @type {'p50' | 'p95'} */ key) =>
    casts.map((cast) => cast[key]);
  const ratio = ratios(of(flooded, 'p95'), of(quiet, 'p95'));
  const cast = `${seats} delegates, ${ballotsPerSecond} ballots/s: cast to receipt`;
  return [
    { what: `${cast}, quiet, p50`, figure: told(spread(of(quiet, 'p50')), ' ms') },
    { what: `${cast}, quiet, p95`, figure: told(spread(of(quiet, 'p95')), ' ms') },
    { what: `${cast}, flooded, p50`, figure: told(spread(of(flooded, 'p50')), ' ms') },
    { what: `${cast}, flooded, p95`, figure: told(spread(of(flooded, 'p95')), ' ms') },
    {
      what: `Flood of ${floodPerSecond} attempts/s: p95 by quiet p95`,
      figure: told(ratio, ' ×'),
      target: `≤ ${mostTimes} ×`,
      met: ratio.median <= mostTimes,
    },
  ];
};
