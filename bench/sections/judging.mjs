import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { plain, quantile } from '../figures.mjs';
import { isBuilt, projectRoot } from '../project.mjs';

const most = 10_000;
const maxMs = 1_000;

/**
 * Measures how long the policy takes over one large session, in this process on one core: when a round is closed, and when the session is adjourned. Adjourning
 * judges everything again, with caps in the order of dependence and quotas over the groups.
 * @param {import('../run.mjs').Setting} setting @returns {Promise<import('../figures.mjs').Line[]>}
 */
export const judging = async ({ quick, say }) => {
  if (!isBuilt()) return [];
  /** @param {string} path @returns {Promise<any>} */
  const load = (path) => import(pathToFileURL(join(projectRoot, 'dist/src', path)).href);
  const { finalOutcomes, judgedAnew } = await load('core/classify.js');
  const { readPolicies } = await load('policies.js');
  const policies = readPolicies(join(projectRoot, 'seeds/policies'));
  const policy = policies.find((/** @type {{ id: string }} */ { id }) => id === 'vn-132-2018');
  const times = quick ? 3 : 15;
  /** @type {Map<number, number>} */
  const medians = new Map();
  /** @type {number[]} */
  let all = [];
  for (const subjects of [most / 8, most / 4, most / 2, most]) {
    const session = sessionOf(policy, subjects);
    /** @type {number[]} */
    const took = [];
    for (let time = 0; time <= times; time++) {
      const start = performance.now();
      const { tallies, attendance } = session.rounds[0];
      const judged = judgedAnew(session, { tallies, attendance });
      const { outcomes, quotas } = finalOutcomes(session);
      const ms = performance.now() - start;
      if (judged.size !== subjects || outcomes.size !== subjects || quotas.length === 0)
        throw new Error('not everything was judged');
      // The first time is not counted, because the JIT compiler warms up.
      if (time > 0) took.push(ms);
    }
    medians.set(subjects, quantile(took, 0.5));
    all = took;
    say(`${plain(subjects)} subjects  ${plain(quantile(took, 0.5))} ms`);
  }
  const whole = medians.get(most) ?? 0;
  const eighth = (medians.get(most / 8) ?? 0) * 8;
  return [
    {
      what: `Judging ${plain(most)} subjects with all traces, closing and adjourning, p50 of ${times}`,
      figure: `${plain(whole)} ms (${plain(Math.min(...all))} – ${plain(Math.max(...all))})`,
      target: `< ${plain(maxMs)} ms`,
      met: whole < maxMs,
    },
    {
      what: `A subject among ${plain(most)} to one among ${plain(most / 8)}`,
      figure: `${(whole / eighth).toFixed(2)} ×`,
      target: 'about 1: linear',
      met: whole / eighth < 2,
    },
  ];
};

/**
 * Makes a session with one closed round on all reviews: cells that head nothing, their heads, and members with facts for every rule.
 * @param {any} policy @param {number} subjects @returns {any}
 */
const sessionOf = (policy, subjects) => {
  const agenda = Array.from({ length: subjects }, (_, index) => {
    const isCell = index % 10 === 0;
    const isHead = index % 10 === 1;
    return {
      id: `rev_${index}`,
      key: `item-${index}`,
      place: index + 1,
      kind: isCell ? 'PARTY_CELL' : 'PARTY_MEMBER',
      name: `Subject ${index}`,
      peerGroup: `group ${index % 7}`,
      seatId: null,
      authority: 'DECIDE',
      exclusion: null,
      facts: {
        ...(isHead && { heads: [`item-${index - 1}`] }),
        ...(index % 3 === 0 && { resultsGrade: 'GOOD', lowestOtherGrade: 'AVERAGE' }),
        targetsTotal: 20,
        targetsMet: 11 + (index % 10),
        disciplinedInPeriod: index % 50 === 0,
        unitsTotal: 40,
        unitsRatedCompletedOrBetter: 40,
        unitsRatedGoodOrBetter: index % 41,
        monthsSinceAdmission: index % 200,
      },
    };
  });
  const marks = { EXCELLENT: 0, GOOD: 0, COMPLETED: 0, NOT_COMPLETED: 0, NOT_RATED: 0, BLANK: 0 };
  const tallies = new Map(
    agenda.map(({ id }, index) => {
      const EXCELLENT = index % 16;
      const counts = { ...marks, EXCELLENT, GOOD: 15 - EXCELLENT };
      return [id, { reviewId: id, electorate: 15, base: 15, counted: 15, counts }];
    }),
  );
  const round = { status: 'CLOSED', tallies, attendance: { present: 15, summoned: 15 } };
  const preparation = { policy, settings: policy.settings, seats: [], agenda, peerGroups: [] };
  const reviews = new Map(agenda.map((item) => [item.id, { id: item.id, item, outcome: null }]));
  return { id: 'ses_bench', status: 'CONVENED', preparation, reviews, rounds: [round] };
};
