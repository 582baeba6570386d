import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { cpuSeconds } from '../children.mjs';
import { caller, forEach, operation, signedIn, within } from '../protocol.mjs';
import { Wire } from '../wire.mjs';
import { castBallot, sheet } from './ballot.mjs';
import { serve } from './jobs.mjs';

/**
 * Sockets that watch one session. They count frames. Only the last one to subscribe also reads them, because when it has a revision, nearly all others have it.
 * Then the next change is asked for, so that every server is kept busy and none has a growing queue.
 */

const connectsAtOnce = 25;
/** How many changes may be asked for that the last watcher has not seen yet. */
const changesInFlight = 4;
const firstFrameLimitMs = 20_000;
const stallLimitMs = 10_000;
const shownLimitMs = 30_000;

/** @type {Wire[]} */
let wires = [];
/** The newest revision that the last watcher has seen, and the frame with it. */
let seen = -1;
let sample = '';
/** @type {() => void} */
let onSeen = () => {};
/** @type {string | undefined} */
let broken;

/** @param {Buffer} payload */
const read = (payload) => {
  const revision = /"revision":(\d+)/.exec(payload.toString('latin1'))?.[1];
  if (revision === undefined) return;
  sample = payload.toString();
  seen = Number(revision);
  onSeen();
};

const total = () => wires.reduce((sum, wire) => sum + wire.deliveries, 0);
const totalBytes = () => wires.reduce((sum, wire) => sum + wire.deliveredBytes, 0);

/**
 * Asks a peer for changes by one byte each on its second port. Each change has the next revision.
 * @param {{ pokePort: number, revision: number }} input
 */
const pokes = ({ pokePort, revision }) => {
  const socket = connect(pokePort, '127.0.0.1').setNoDelay(true);
  socket.on('error', (error) => {
    broken ??= error.message;
  });
  let asked = revision;
  return {
    change: () => {
      asked += 1;
      socket.write('.');
    },
    inFlight: () => asked - Math.max(seen, revision),
  };
};

const recordPresence = `mutation ($input: RecordPresenceInput!) {
  recordPresence(input: $input) { ... on Accepted { session { revision } } ... on Refusal { code message } }
}`;

/**
 * Asks this project for changes over the public API: the chair records one seat as excused and as present in turn. A command is in flight until it is answered and the
 * last watcher has seen the revision of its answer.
 * @param {{ port: number, token: string, sessionId: string, seatId: string }} input
 */
const commands = async ({ port, token, sessionId, seatId }) => {
  const wire = await signedIn(port, token);
  const call = caller(wire);
  let unanswered = 0;
  let away = false;
  /** @type {number[]} */
  const unseen = [];
  return {
    change: () => {
      unanswered += 1;
      away = !away;
      const input = { commandId: randomUUID(), sessionId, seatId, presence: away ? 'EXCUSED' : 'PRESENT' };
      call(recordPresence, { input }).then(
        (data) => {
          unanswered -= 1;
          const { session, code, message } = data.recordPresence;
          if (!session) broken = `recordPresence: ${code} ${message}`;
          else unseen.push(session.revision);
          onSeen();
        },
        (error) => {
          broken = error.message;
        },
      );
    },
    inFlight: () => {
      while (unseen.length > 0 && /** @type {number} */ (unseen[0]) <= seen) unseen.shift();
      return unanswered + unseen.length;
    },
  };
};

/** @type {{ change: () => void, inFlight: () => number  } | undefined} */
let driver;

/** @param {{ port: number, tokens: string[] | undefined, sockets: number, query: string, variables: object, drive: any }} input */
const watch = async ({ port, tokens, sockets, query, variables, drive }) => {
  const places = Array.from({ length: sockets }, (_, i) => tokens?.[i]);
  wires = await forEach(places, connectsAtOnce, (token) => signedIn(port, token));
  for (const wire of wires) {
    wire.onEnd = (why) => {
      broken ??= why;
    };
    if (wire === wires.at(-1)) wire.listener = read;
    wire.send(operation('1', query, variables));
  }
  driver = drive.pokePort ? pokes(drive) : await commands(drive);
  const limit = performance.now() + firstFrameLimitMs;
  while (!wires.every((wire) => wire.deliveries > 0)) {
    if (broken) throw new Error(broken);
    if (performance.now() > limit) throw new Error('some watchers never got a first frame');
    if (drive.pokePort) driver.change();
    await pause(100);
  }
  return { sample };
};

/** Opens sockets that use no protocol above the websocket. @param {{ port: number, sockets: number, drive: any }} input */
const watchBare = async ({ port, sockets, drive }) => {
  wires = await forEach(Array.from({ length: sockets }), connectsAtOnce, () =>
    Wire.open(port, { path: '/' }),
  );
  const last = wires.at(-1);
  if (last) last.listener = read;
  driver = pokes(drive);
  driver.change();
  await pause(200);
  return { sample };
};

/** Changes the session as fast as the watchers see it, for a while. @param {{ serverPid: number, warmMs: number, forMs: number }} input */
const measure = async ({ serverPid, warmMs, forMs }) => {
  if (!driver) throw new Error('nobody watches');
  const { change, inFlight } = driver;
  onSeen = () => {
    while (inFlight() < changesInFlight && !broken) change();
  };
  onSeen();
  await pause(warmMs);
  const start = { at: performance.now(), total: total(), bytes: totalBytes(), cpu: process.cpuUsage() };
  const each = wires.map((wire) => wire.deliveries);
  const serverCpu = cpuSeconds(serverPid);
  await pause(forMs);
  const seconds = (performance.now() - start.at) / 1000;
  const deliveries = total() - start.total;
  const bytes = totalBytes() - start.bytes;
  const { user, system } = process.cpuUsage(start.cpu);
  const serverSeconds = cpuSeconds(serverPid) - serverCpu;
  const got = wires.map((wire, i) => wire.deliveries - /** @type {number} */ (each[i]));
  onSeen = () => {};
  await settled();
  if (broken) throw new Error(broken);
  return {
    perSecond: deliveries / seconds,
    seconds,
    frameBytes: bytes / deliveries,
    serverBusy: serverSeconds / seconds,
    readerBusy: (user + system) / 1e6 / seconds,
    fewest: Math.min(...got),
    most: Math.max(...got),
  };
};

/** Waits until no more frames arrive. */
const settled = async () => {
  const limit = performance.now() + stallLimitMs;
  let before = -1;
  while (before !== total() && performance.now() < limit) {
    before = total();
    await pause(200);
  }
};

/** Makes a few changes, one every `everyMs` milliseconds, as they happen in a meeting. @param {{ changes: number, everyMs: number }} input */
const stroll = async ({ changes, everyMs }) => {
  for (let i = 0; i < changes && !broken; i++) {
    driver?.change();
    await pause(everyMs);
  }
  await settled();
  if (broken) throw new Error(broken);
  return { fewest: Math.min(...wires.map((wire) => wire.deliveries)) };
};

/** Resolves with the time at which all watchers have received a text. @param {string} text @returns {Promise<number>} */
const seenByAll = (text) =>
  within(shownLimitMs, `all watchers and ${text}`, (resolve) => {
    let unaware = wires.length;
    for (const wire of wires)
      wire.listener = (payload) => {
        if (!payload.includes(text)) return;
        wire.listener = undefined;
        unaware -= 1;
        if (unaware === 0) resolve(performance.now());
      };
  });

/**
 * Lets each voter cast a ballot, after no more frames arrive. Returns the milliseconds from sending each ballot until all watchers have the turnout with it.
 * This must be the watchers' last job, because they do not listen afterwards.
 * @param {{ port: number, tokens: string[], sessionId: string, roundId: string, reviewIds: string[] }} input
 */
const turnouts = async ({ port, tokens, ...round }) => {
  /** @type {number[]} */
  const tookMs = [];
  for (const [before, token] of tokens.entries()) {
    const call = caller(await signedIn(port, token));
    await settled();
    const shown = seenByAll(`"turnout":${before + 1},`);
    const sent = performance.now();
    const cast = call(castBallot, { input: sheet(round, before) }).then(({ castBallot: receipt }) => {
      if (!receipt.commandId) throw new Error(`castBallot: ${receipt.code} ${receipt.message}`);
    });
    const [last] = await Promise.all([shown, cast]);
    tookMs.push(last - sent);
  }
  return { tookMs };
};

serve({ watch, watchBare, measure, stroll, turnouts });
