import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { residentBytes } from '../children.mjs';
import { plain, spread, told } from '../figures.mjs';
import { isBuilt, startProject } from '../project.mjs';
import { convenedMeeting, peer, watchProject } from './screen.mjs';

const sockets = 2_000;
const maxBytes = 150e6;
const settleMs = 2_000;
const changes = { changes: 20, everyMs: 150 };

/** @typedef {{ idle: number, ready: number, full: number }} Resident bytes: started; session and tokens made; watched */

/**
 * @param {string} folder @param {number} watchers
 * @param {(watched: import('./screen.mjs').Contender, server: import('../project.mjs').Server, meeting: Awaited<ReturnType<typeof convenedMeeting>>) => Promise<void>} [afterwards]
 * with the watchers still there
 * @returns {Promise<Resident>}
 */
export const watchedProject = async (folder, watchers, afterwards = async () => {}) => {
  const server = await startProject(folder);
  await pause(settleMs);
  const idle = residentBytes(server.pid);
  const meeting = await convenedMeeting(server, watchers);
  await pause(settleMs);
  const ready = residentBytes(server.pid);
  const watched = await watchProject(server, meeting);
  await watched.load.ask('stroll', changes);
  await pause(settleMs);
  const full = residentBytes(server.pid);
  await afterwards(watched, server, meeting);
  await watched.stop();
  return { idle, ready, full };
};

/** @returns {Promise<Resident>} */
const graphqlWs = async () => {
  const few = await peer('idle', 'peers/graphql-ws.mjs', 1);
  await pause(settleMs);
  const idle = residentBytes(few.pid);
  await few.stop();
  const many = await peer('watched', 'peers/graphql-ws.mjs', sockets);
  await many.load.ask('stroll', changes);
  await pause(settleMs);
  const full = residentBytes(many.pid);
  await many.stop();
  return { idle, ready: idle, full };
};

/** @param {Resident} resident */
const story = ({ idle, ready, full }) =>
  `idle ${plain(idle / 1e6)} MB, before the sockets ${plain(ready / 1e6)} MB, watched ${plain(full / 1e6)} MB`;

/** @param {import('../run.mjs').Setting} setting @returns {Promise<import('../figures.mjs').Line[]>} */
export const memory = async ({ quick, folder, say }) => {
  const times = quick ? 1 : 3;
  /** @type {{ ours: Resident[], theirs: Resident[] }} */
  const taken = { ours: [], theirs: [] };
  for (let round = 1; round <= times; round++) {
    if (isBuilt()) {
      const resident = await watchedProject(join(folder, `memory-${round}`), sockets);
      say(`round ${round}  this project: ${story(resident)}`);
      taken.ours.push(resident);
    }
    const resident = await graphqlWs();
    say(`round ${round}  graphql-ws as it comes: ${story(resident)}`);
    taken.theirs.push(resident);
  }
  return [...lines('this project', taken.ours, maxBytes), ...lines('graphql-ws as it comes', taken.theirs)];
};

/** @param {string} name @param {Resident[]} residents @param {number} [most] */
const lines = (name, residents, most) => {
  if (residents.length === 0) return [];
  const over = spread(residents.map(({ idle, full }) => (full - idle) / 1e6));
  const each = spread(residents.map(({ ready, full }) => (full - ready) / 1024 / sockets));
  const idle = spread(residents.map((resident) => resident.idle / 1e6));
  return [
    { what: `Memory, idle server: ${name}`, figure: told(idle, ' MB') },
    {
      what: `Memory, ${sockets.toLocaleString('en-US')} watchers over idle: ${name}`,
      figure: told(over, ' MB'),
      ...(most === undefined ? {} : { target: `< ${most / 1e6} MB`, met: over.median < most / 1e6 }),
    },
    { what: `Memory per watching socket: ${name}`, figure: told(each, ' KiB') },
  ];
};
