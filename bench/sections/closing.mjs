import { join } from 'node:path';
import { plain, quantile } from '../figures.mjs';
import { isBuilt } from '../project.mjs';
import { seatedProject } from './ballots.mjs';

const reviews = 60;
const maxMs = 200;

/** @param {import('../run.mjs').Setting} setting @returns {Promise<import('../figures.mjs').Line[]>} */
export const closing = async ({ quick, folder, say }) => {
  if (!isBuilt()) return [];
  const times = quick ? 5 : 25;
  const project = await seatedProject(join(folder, 'closing'), reviews);
  /** @type {number[]} */
  const took = [];
  // One more round is run than is counted, because in the first one the JIT compilers warm up.
  for (let round = 0; round <= times; round++) {
    const { closeMs, seconds } = await project.round();
    if (round > 0) took.push(closeMs);
    say(
      `${round === 0 ? 'warm-up' : `round ${round}`}  closed in ${plain(closeMs)} ms, ` +
        `after 1,000 ballots in ${plain(seconds * 1000)} ms`,
    );
  }
  await project.stop();
  const range = `(${plain(Math.min(...took))} – ${plain(Math.max(...took))})`;
  const p95 = quantile(took, 0.95);
  return [
    {
      what: `Closing 1,000 ballots × ${reviews} reviews, p50 of ${times}`,
      figure: `${plain(quantile(took, 0.5))} ms ${range}`,
    },
    {
      what: `Closing 1,000 ballots × ${reviews} reviews, p95 of ${times}`,
      figure: `${plain(p95)} ms ${range}`,
      target: `< ${maxMs} ms`,
      met: p95 < maxMs,
    },
  ];
};
