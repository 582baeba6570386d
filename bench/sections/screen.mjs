import { setTimeout as pause } from 'node:timers/promises';
import { startLoad, startPeer } from '../children.mjs';
import { command, openRound, prepareMeeting, startProject } from '../project.mjs';

/** A small session whose screens many sockets watch, and peers that send the same frames. */

const voters = 12;
const reviews = 1;

export const query = `subscription ($sessionId: ID!) { sessionWatch(sessionId: $sessionId) { cursor session {
  revision status openRound { turnout electorate } attendance { summoned present quorumMet } } } }`;

/** The frame that peers send where there is none of the project. */
const invented = {
  cursor: 'MDEyMzQ1Njc4OWFiY2RlZg',
  session: {
    revision: 1000,
    status: 'CONVENED',
    openRound: { turnout: 0, electorate: voters },
    attendance: { summoned: voters, present: voters, quorumMet: true },
  },
};

/** @param {string} sample a message as received */
export const frameIn = (sample) => JSON.parse(sample).payload.data.sessionWatch;

/**
 * @typedef {{ name: string, pid: number, load: ReturnType<typeof startLoad>, stop: () => Promise<void>, sample: string }} Contender
 */

/** Prepares a session on the project's server and opens a round in it. @param {import('../project.mjs').Server} server @param {number} screens */
export const convenedMeeting = async (server, screens) => {
  const meeting = await prepareMeeting(server, { voters, reviews, screens });
  for (const seatId of meeting.voterSeats) {
    const input = { sessionId: meeting.sessionId, seatId, presence: 'PRESENT' };
    await command(server, meeting.chair, 'recordPresence', 'RecordPresenceInput', input);
  }
  const { sessionId, chair, reviewIds } = meeting;
  await command(server, chair, 'conveneSession', 'SessionCommandInput', { sessionId });
  const roundId = await openRound(server, meeting, reviewIds);
  return { ...meeting, roundId };
};

/**
 * @param {import('../project.mjs').Server} server @param {Awaited<ReturnType<typeof convenedMeeting>>} meeting
 * @returns {Promise<Contender>}
 */
export const watchProject = async (server, { sessionId, chair, screens, voterSeats }) => {
  const load = startLoad('load/watchers.mjs');
  const { sample } = await load.ask('watch', {
    port: server.port,
    tokens: screens,
    sockets: screens.length,
    query,
    variables: { sessionId },
    drive: { port: server.port, token: chair, sessionId, seatId: voterSeats.at(-1) },
  });
  return contender('this project', server, load, sample);
};

/** @param {string} folder @param {number} sockets @returns {Promise<Contender>} */
export const projectAtFullSpeed = async (folder, sockets) => {
  const server = await startProject(folder, { frameIntervalMs: 0 });
  return watchProject(server, await convenedMeeting(server, sockets));
};

/**
 * @param {string} name @param {string} file @param {number} sockets
 * @param {object} [frame] as the project sends it
 * @returns {Promise<Contender>}
 */
export const peer = async (name, file, sockets, frame = invented) => {
  const server = await startPeer(file, { FRAME: JSON.stringify(frame) });
  const load = startLoad('load/watchers.mjs');
  const revision = /** @type {typeof invented} */ (frame).session.revision;
  const { sample } = await load.ask(file === 'peers/bare.mjs' ? 'watchBare' : 'watch', {
    port: server.port,
    sockets,
    query,
    variables: { sessionId: '1' },
    drive: { pokePort: server.pokePort, revision },
  });
  return contender(name, server, load, sample);
};

/**
 * @param {string} name @param {{ pid: number, stop: () => Promise<void> }} server
 * @param {ReturnType<typeof startLoad>} load @param {string} sample
 * @returns {Contender}
 */
const contender = (name, server, load, sample) => ({
  name,
  pid: server.pid,
  load,
  sample,
  stop: async () => {
    await load.stop();
    await pause(100);
    await server.stop();
  },
});
