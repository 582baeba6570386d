import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds } from '../children.mjs';
import { quantile } from '../figures.mjs';
import { caller, forEach, operation, signedIn, within } from '../protocol.mjs';
import { frameOf } from '../wire.mjs';
import { castBallot, sheet } from './ballot.mjs';
import { serve } from './jobs.mjs';

/** Voters, each on a socket of its own, one screen that shows the turnout, and the chair, who closes the round. */

const connectsAtOnce = 25;
const commandsAtOnce = 50;
const castLimitMs = 120_000;
const screenLimitMs = 10_000;

const checkIn = `mutation ($input: SessionCommandInput!) { checkIn(input: $input) {
  ... on Accepted { commandId } ... on Refusal { code message } } }`;
const closeRound = `mutation ($input: RoundCommandInput!) { closeRound(input: $input) {
  ... on Accepted { cursor session { revision } } ... on Refusal { code message } } }`;
const turnout = `subscription ($sessionId: ID!) { sessionWatch(sessionId: $sessionId) {
  cursor session { revision openRound { id turnout } } } }`;

/** @type {import('../wire.mjs').Wire[]} */
let wires = [];
/** @type {{ at: number, roundId: string, turnout: number }[]} what the screen has shown, oldest first */
let shown = [];
/** @type {ReturnType<typeof caller> | undefined} */
let chairCall;
let sheets = 0;

/** @param {{ port: number, tokens: string[] }} input */
const enter = async ({ port, tokens }) => {
  wires = await forEach(tokens, connectsAtOnce, (token) => signedIn(port, token));
};

/** @param {{ port: number, token: string, sessionId: string }} input */
const hangScreen = async ({ port, token, sessionId }) => {
  const wire = await signedIn(port, token);
  wire.listener = (payload) => {
    const round = JSON.parse(payload.toString()).payload?.data?.sessionWatch.session.openRound;
    if (round) shown.push({ at: performance.now(), roundId: round.id, turnout: round.turnout });
  };
  wire.send(operation('1', turnout, { sessionId }));
};

/** @param {{ port: number, token: string }} input */
const seatChair = async ({ port, token }) => {
  chairCall = caller(await signedIn(port, token));
};

/** @param {{ sessionId: string }} input */
const checkAllIn = async ({ sessionId }) => {
  await forEach(wires, commandsAtOnce, async (wire) => {
    const input = { commandId: randomUUID(), sessionId };
    const { checkIn: result } = await caller(wire)(checkIn, { input });
    if (!result.commandId) throw new Error(`checkIn: ${result.code} ${result.message}`);
  });
};

/**
 * Prepares one ballot for each socket, so that casting it is a single write.
 * @param {string} sessionId @param {string} roundId @param {string[]} reviewIds @param {number} count
 */
const sealed = (sessionId, roundId, reviewIds, count) => {
  sheets += 1;
  return Array.from({ length: count }, (_, voter) => {
    const input = sheet({ sessionId, roundId, reviewIds }, voter * 7 + sheets);
    return frameOf(JSON.stringify(operation(`b${sheets}`, castBallot, { input })));
  });
};

/**
 * Returns the times from sending each ballot to the first frame that shows it. Receipts are sent in the order of the journal, and a turnout of n counts the
 * first n ballots. So the ballot whose receipt came as the n-th is on the screen with the first frame whose turnout is n or more.
 * @param {number[]} sentAt in the order in which the receipts came @param {string} roundId
 */
const framesAfter = (sentAt, roundId) => {
  const frames = shown.filter((frame) => frame.roundId === roundId);
  let at = 0;
  return sentAt.map((sent, rank) => {
    while (at < frames.length && /** @type {any} */ (frames[at]).turnout < rank + 1) at += 1;
    return (frames[at]?.at ?? Number.NaN) - sent;
  });
};

/**
 * Casts one ballot from each of the first `count` sockets: all at once, or evenly over `overMs`.
 * @param {{ sessionId: string, roundId: string, reviewIds: string[], count: number, overMs?: number, screen: boolean, serverPid: number }} input
 */
const cast = async ({ sessionId, roundId, reviewIds, count, overMs = 0, screen, serverPid }) => {
  const ballots = sealed(sessionId, roundId, reviewIds, count);
  shown = [];
  /** @type {number[]} */
  const latencies = [];
  /** @type {number[]} */
  const sentAt = [];
  const cpu = { server: cpuSeconds(serverPid), own: cpuSeconds(process.pid) };
  const start = performance.now();
  const seconds = await within(castLimitMs, 'castBallot', (resolve, reject) => {
    const go = (/** @type {number} */ i) => {
      const wire = /** @type {import('../wire.mjs').Wire} */ (wires[i]);
      let sent = 0;
      wire.onEnd = (why) => reject(new Error(why));
      wire.listener = (payload) => {
        const now = performance.now();
        if (!payload.includes('"castBallot"') && !payload.includes('"error"')) return;
        if (!payload.includes('"commandId"')) return reject(new Error(`no receipt: ${payload}`));
        latencies.push(now - sent);
        sentAt.push(sent);
        if (latencies.length === count) resolve((now - start) / 1000);
      };
      sent = performance.now();
      wire.write(/** @type {Buffer} */ (ballots[i]));
    };
    spaced(count, overMs, start, go);
  });
  const figures = {
    seconds,
    serverBusy: (cpuSeconds(serverPid) - cpu.server) / seconds,
    votersBusy: (cpuSeconds(process.pid) - cpu.own) / seconds,
    ...summary(latencies),
  };
  if (!screen) return figures;
  const limit = performance.now() + screenLimitMs;
  while ((shown.at(-1)?.turnout ?? 0) < count) {
    if (performance.now() > limit) throw new Error('the screen never showed all ballots');
    await pause(5);
  }
  const toFrame = summary(framesAfter(sentAt, roundId));
  return { ...figures, frameP50: toFrame.p50, frameP95: toFrame.p95 };
};

/** @param {number} count @param {number} overMs @param {number} start @param {(i: number) => void} go */
const spaced = (count, overMs, start, go) => {
  let next = 0;
  const step = () => {
    const due = overMs === 0 ? count : Math.ceil(((performance.now() - start) / overMs) * count);
    while (next < Math.min(due, count)) go(next++);
    if (next < count) setTimeout(step, 1);
  };
  step();
};

/** @param {number[]} values */
const summary = (values) => ({
  p50: quantile(values, 0.5),
  p95: quantile(values, 0.95),
  p99: quantile(values, 0.99),
});

/** Milliseconds from sending closeRound to its answer. @param {{ sessionId: string, roundId: string }} input */
const close = async ({ sessionId, roundId }) => {
  if (!chairCall) throw new Error('no chair');
  const start = performance.now();
  const data = await chairCall(closeRound, { input: { commandId: randomUUID(), sessionId, roundId } });
  const tookMs = performance.now() - start;
  if (!data.closeRound.cursor)
    throw new Error(`closeRound: ${data.closeRound.code} ${data.closeRound.message}`);
  return { tookMs };
};

serve({ enter, hangScreen, seatChair, checkAllIn, cast, close });
