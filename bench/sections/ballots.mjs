import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startLoad, startPeer } from '../children.mjs';
import { durableAppends } from '../disk.mjs';
import { plain, ratios, spread, told } from '../figures.mjs';
import { command, isBuilt, openRound, prepareMeeting, startProject } from '../project.mjs';

const voters = 1_000;
const reviews = 10;
const least = 20;
const diskMs = 1_000;

/** The forms in which the peer stores ballots. The first stores least, so the comparison with it is the strict one. */
const forms = /** @type {const} */ (['row-per-ballot', 'row-per-choice']);
const storedAs = {
  'row-per-ballot': 'one row with JSON',
  'row-per-choice': `a row for each of ${reviews} choices`,
};

/** @typedef {typeof forms[number]} Form */
/** @typedef {{ seconds: number, serverBusy: number, votersBusy: number, p50: number, p95: number, p99: number, frameP50?: number, frameP95?: number }} Cast */
/** @typedef {{ disk: number[], ours: Cast[], peers: Record<Form, Cast[]>, storeless: Cast[], paced: Cast[] }} Taken */

/**
 * Starts the project's server and convenes a session. Every voter is checked in, and each voter, the screen and the chair have a socket.
 * @param {string} folder @param {number} reviewCount
 * @param {{ seats?: number, limitsAsShipped?: boolean }} [options]
 */
export const seatedProject = async (
  folder,
  reviewCount,
  { seats = voters, limitsAsShipped = false } = {},
) => {
  const server = await startProject(folder, { limitsAsShipped });
  const meeting = await prepareMeeting(server, { voters: seats + 1, reviews: reviewCount, screens: 1 });
  const { sessionId, chair, reviewIds } = meeting;
  const load = startLoad('load/voters.mjs');
  await load.ask('enter', { port: server.port, tokens: meeting.voters.slice(0, seats) });
  await load.ask('hangScreen', { port: server.port, token: meeting.screens[0], sessionId });
  await load.ask('seatChair', { port: server.port, token: chair });
  await load.ask('checkAllIn', { sessionId });
  await command(server, chair, 'conveneSession', 'SessionCommandInput', { sessionId });
  return {
    port: server.port,
    pid: server.pid,
    sessionId,
    /** The token of a delegate who is not among those who cast. */
    delegate: meeting.voters[seats],
    /** Opens a round on all reviews, casts the ballots and closes the round. @param {number} [overMs] @returns {Promise<Cast & { closeMs: number }>} */
    round: async (overMs) => {
      const roundId = await openRound(server, meeting, reviewIds);
      const input = {
        sessionId,
        roundId,
        reviewIds,
        count: seats,
        overMs,
        screen: true,
        serverPid: server.pid,
      };
      const figures = await load.ask('cast', input);
      const { tookMs } = await load.ask('close', { sessionId, roundId });
      return { ...figures, closeMs: tookMs };
    },
    stop: async () => {
      await load.stop();
      await server.stop();
    },
  };
};

/**
 * @param {number} ballots cast in each round
 * @param {{ folder: string, form: Form }} [store] none: nothing is stored
 */
const seatedPeer = async (ballots, store) => {
  if (store) mkdirSync(store.folder);
  const server = await startPeer('peers/per-ballot.mjs', {
    DATABASE: store ? join(store.folder, 'peer.sqlite') : '',
    FORM: store?.form ?? forms[0],
  });
  const load = startLoad('load/voters.mjs');
  const tokens = Array.from({ length: voters }, (_, i) => `seat-${i}`);
  await load.ask('enter', { port: server.port, tokens });
  const reviewIds = Array.from({ length: reviews }, (_, i) => `review-${i}`);
  let round = 0;
  return {
    /** @returns {Promise<Cast>} */
    round: async () => {
      round += 1;
      const input = { sessionId: 'session', roundId: `round-${round}`, reviewIds, count: ballots };
      return load.ask('cast', { ...input, screen: false, serverPid: server.pid });
    },
    stop: async () => {
      await load.stop();
      await server.stop();
    },
  };
};

/** @param {import('../run.mjs').Setting} setting @returns {Promise<import('../figures.mjs').Line[]>} */
export const ballots = async ({ quick, folder, say }) => {
  const times = quick ? 3 : 5;
  const warmUps = quick ? 1 : 3;
  const peerBallots = quick ? 250 : voters;
  const paced = quick ? 2_500 : 5_000;
  const ours = isBuilt() ? await seatedProject(join(folder, 'ballots'), reviews) : undefined;
  const peers = await Promise.all(
    forms.map(async (form) => ({
      form,
      ...(await seatedPeer(peerBallots, { folder: join(folder, form), form })),
    })),
  );
  const storeless = await seatedPeer(voters);
  /** @type {Taken} */
  const taken = {
    disk: [],
    ours: [],
    peers: { 'row-per-ballot': [], 'row-per-choice': [] },
    storeless: [],
    paced: [],
  };
  for (let round = 1 - warmUps; round <= times; round++) {
    const name = round <= 0 ? 'warm-up' : `round ${round}`;
    const counted = round > 0;
    const disk = durableAppends(folder, diskMs);
    say(`${name}  disk: ${plain(disk)} appends of 4 KiB a second, each synced`);
    if (counted) taken.disk.push(disk);
    if (ours) {
      const cast = await ours.round();
      say(
        `${name}  this project: ${plain(voters / cast.seconds)} receipts/s; ${latencies(cast)}; ${busy(cast)}`,
      );
      if (counted) taken.ours.push(cast);
    }
    for (const peer of peers) {
      const cast = await peer.round();
      say(
        `${name}  save per ballot, ${storedAs[peer.form]}: ${plain(peerBallots / cast.seconds)} receipts/s; ` +
          `${latencies(cast)}; ${busy(cast)}`,
      );
      if (counted) taken.peers[peer.form].push(cast);
    }
    const bare = await storeless.round();
    say(
      `${name}  nothing stored: ${plain(voters / bare.seconds)} receipts/s; ${latencies(bare)}; ${busy(bare)}`,
    );
    if (counted) taken.storeless.push(bare);
    if (ours) {
      const slow = await ours.round(paced);
      say(`${name}  this project, ${voters} ballots over ${paced} ms: ${latencies(slow)}; ${busy(slow)}`);
      if (counted) taken.paced.push(slow);
    }
  }
  await ours?.stop();
  for (const peer of peers) await peer.stop();
  await storeless.stop();
  return lines(taken, peerBallots, paced);
};

/** @param {Cast} cast */
const latencies = ({ p50, p95, frameP50, frameP95 }) =>
  `cast to receipt p50 ${plain(p50)} ms, p95 ${plain(p95)} ms` +
  (frameP50 === undefined
    ? ''
    : `; cast to frame p50 ${plain(frameP50)} ms, p95 ${plain(frameP95 ?? Number.NaN)} ms`);

/** @param {Cast} cast */
const busy = ({ serverBusy, votersBusy }) =>
  `server ${plain(serverBusy * 100)} %, voters ${plain(votersBusy * 100)} % of a core`;

/** @param {Taken} taken @param {number} peerBallots @param {number} paced */
const lines = (taken, peerBallots, paced) => {
  const peers = forms.map((form) => ({
    form,
    peerRates: taken.peers[form].map(({ seconds }) => peerBallots / seconds),
  }));
  const storelessRates = taken.storeless.map(({ seconds }) => voters / seconds);
  const rates = taken.ours.map(({ seconds }) => voters / seconds);
  /** @type {import('../figures.mjs').Line[]} */
  const figures = [
    { what: 'Disk: synced appends of 4 KiB/s', figure: told(spread(taken.disk)) },
    ...peers.map(({ form, peerRates }) => ({
      what: `Ballots, receipts/s: \`save\` in a transaction per ballot, ${storedAs[form]}`,
      figure: told(spread(peerRates)),
    })),
    {
      what: 'Ballots, receipts/s: graphql-ws as it comes, nothing stored',
      figure: told(spread(storelessRates)),
    },
  ];
  if (rates.length === 0) return figures;
  figures.push({ what: 'Ballots, receipts/s: this project', figure: told(spread(rates)) });
  for (const { form, peerRates } of peers) {
    const ratio = ratios(rates, peerRates);
    figures.push({
      what: `Ballots, ratio to \`save\` per ballot, ${storedAs[form]}`,
      figure: told(ratio, ' ×'),
      target: `≥ ${least} ×`,
      met: ratio.median >= least,
    });
  }
  figures.push(
    ...latencyLines('all at once', taken.ours),
    ...latencyLines(`${plain((voters / paced) * 1000)} a second`, taken.paced),
  );
  return figures;
};

/** @param {string} how @param {Cast[]} casts */
const latencyLines = (how, casts) => {
  const of = (/** @type {'p50' | 'p95' | 'frameP50' | 'frameP95'} */ key) =>
    told(spread(casts.map((cast) => cast[key] ?? Number.NaN)), ' ms');
  return [
    { what: `${voters} ballots, ${how}: cast to receipt, p50`, figure: of('p50') },
    { what: `${voters} ballots, ${how}: cast to receipt, p95`, figure: of('p95') },
    { what: `${voters} ballots, ${how}: cast to frame, p50`, figure: of('frameP50') },
    { what: `${voters} ballots, ${how}: cast to frame, p95`, figure: of('frameP95') },
  ];
};
