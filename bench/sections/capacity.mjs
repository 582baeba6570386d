import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { plain, spread, told } from '../figures.mjs';
import { databaseIn, isBuilt } from '../project.mjs';
import { seatedProject } from './ballots.mjs';
import { watchedProject } from './memory.mjs';

/** Measures what one machine can carry, in the terms of those who operate it. docs/operations.md has the same rows. */

const reviews = 10;
const rooms = [15, 100, 240, 1_000];
const crowds = [1_000, 5_000];
/** After the answer that closes a round, the server still destroys the round's key and empties the log. This waits for that. */
const settleMs = 1_000;

const rowOf = {
  room: (/** @type {number} */ delegates) => `${delegates.toLocaleString('en-US')} delegates vote at once`,
  memory: (/** @type {number} */ sockets) =>
    `${sockets.toLocaleString('en-US')} sockets follow: memory over idle`,
  lateness: (/** @type {number} */ sockets) =>
    `${sockets.toLocaleString('en-US')} sockets follow: a ballot shown by the last`,
  disk: `Disk, by ballot on ${reviews} reviews`,
};

/** Every row that this section prints, in order. */
export const rows = [
  ...rooms.map(rowOf.room),
  rowOf.disk,
  ...crowds.flatMap((sockets) => [rowOf.memory(sockets), rowOf.lateness(sockets)]),
];

/** @typedef {Awaited<ReturnType<Awaited<ReturnType<typeof seatedProject>>['round']>>} Cast */

/** Returns the bytes of the database and its log. The server must be between two rounds. @param {string} folder */
const bytesOnDisk = (folder) => {
  const file = databaseIn(folder);
  return statSync(file).size + statSync(`${file}-wal`).size;
};

/**
 * Measures rounds in which all of `delegates` cast at once.
 * @param {string} folder @param {number} delegates @param {{ warmUps: number, times: number }} rounds
 */
const votedRoom = async (folder, delegates, { warmUps, times }) => {
  const project = await seatedProject(folder, reviews, { seats: delegates });
  for (let round = 0; round < warmUps; round++) await project.round();
  await pause(settleMs);
  const before = bytesOnDisk(folder);
  /** @type {Cast[]} */
  const casts = [];
  for (let round = 0; round < times; round++) casts.push(await project.round());
  await pause(settleMs);
  const bytesByBallot = (bytesOnDisk(folder) - before) / (times * delegates);
  await project.stop();
  return { delegates, casts, bytesByBallot };
};

/**
 * Measures what sockets that follow one session cost, and when the last of them shows a ballot.
 * @param {string} folder @param {number} sockets @param {number} ballots of which the first is not counted
 */
const followedSession = async (folder, sockets, ballots) => {
  /** @type {number[]} */
  let tookMs = [];
  const { idle, full } = await watchedProject(folder, sockets, async ({ load }, { port }, meeting) => {
    const { sessionId, roundId, reviewIds, voters } = meeting;
    const tokens = voters.slice(0, ballots);
    const shown = await load.ask('turnouts', { port, tokens, sessionId, roundId, reviewIds });
    tookMs = shown.tookMs.slice(1);
  });
  return { sockets, overIdle: (full - idle) / 1e6, tookMs };
};

/** @param {import('../run.mjs').Setting} setting @returns {Promise<import('../figures.mjs').Line[]>} */
export const capacity = async ({ quick, folder, say }) => {
  if (!isBuilt()) return [];
  const rounds = quick ? { warmUps: 1, times: 5 } : { warmUps: 3, times: 20 };
  const ballots = quick ? 6 : 12;
  /** @type {Map<string, string>} */
  const figures = new Map();
  const note = (/** @type {string} */ row, /** @type {string} */ figure) => {
    say(`${row}: ${figure}`);
    figures.set(row, figure);
  };
  let bytesByBallot = Number.NaN;
  for (const delegates of rooms) {
    const room = await votedRoom(join(folder, `capacity-${delegates}`), delegates, rounds);
    note(rowOf.room(delegates), roomStory(room));
    bytesByBallot = room.bytesByBallot;
  }
  note(rowOf.disk, `${plain(bytesByBallot)} bytes`);
  for (const sockets of crowds) {
    const { overIdle, tookMs } = await followedSession(join(folder, `followed-${sockets}`), sockets, ballots);
    note(rowOf.memory(sockets), `${plain(overIdle)} MB`);
    note(rowOf.lateness(sockets), told(spread(tookMs), ' ms'));
  }
  return rows.map((what) => ({ what, figure: figures.get(what) ?? '–' }));
};

/** @param {{ delegates: number, casts: Cast[] }} room */
const roomStory = ({ delegates, casts }) => {
  const receipts = spread(casts.map(({ seconds }) => delegates / seconds));
  const p50 = spread(casts.map((cast) => cast.p50));
  const p99 = spread(casts.map((cast) => cast.p99));
  return `${told(receipts, ' receipts/s')}; p50 ${told(p50, ' ms')}; p99 ${told(p99, ' ms')}`;
};
