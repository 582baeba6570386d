import { openTestHouse } from '../support/house.ts';
import { type Census, Counting } from './census.ts';
import { leftBehind, leftRunning, noise, resources } from './left.ts';
import { SoakedSession } from './session.ts';

export interface SoakOptions {
  readonly file: string;
  /** Asked before each session that is counted, with how many there were: the share of the run that is over, from 0 to 1. */
  readonly progress: (sessions: number) => number;
  /** At which shares of it what is in memory is counted, which takes as long as two sessions. */
  readonly countAt: readonly number[];
  readonly say: (line: string) => void;
}

export interface Summary {
  readonly sessions: number;
  readonly rounds: number;
  readonly sockets: number;
  /** At each share, the first when the server's memory for sessions had filled up. */
  readonly censuses: readonly Counted[];
  /** What was still there after everybody had left, or after the server had stopped; what grew with each session. */
  readonly left: readonly string[];
}

/** Taken after so many sessions. */
export interface Counted extends Census {
  readonly sessions: number;
}

const roundsPerSession = 3;
/** So few that they are full before anything is counted: what grows from then on grows for ever. */
const sessionsInMemory = 3;
/** So long the limits remember who has asked. */
const windowSeconds = 1;
/** So that connections that nobody needs are gone while one waits for it. */
const keepAliveMs = 2_000;
const maxFaults = 10;
const maxAgain = 2;
/** What strings and the like come to more or less from one count to the next; the table of a Set that grows is among them. */
const scatterBytes = 8_192;
/** The newest entry of each journal stays in memory, because the seal is made of it [S7] (src/store/head-seal.ts). */
const meant: Readonly<Record<string, number>> = { 'Object {seq, hash}': 1 };
/** A session may leave the hashes of its codes and of tokens that still hold (src/store/credentials.ts), and a little beside. */
const maxBytesPerSession = 20 * 106 + 256;

/** Holds sessions, one after the other, on one server, and looks after each for what it left. */
export async function soak({ file, progress, countAt, say }: SoakOptions): Promise<Summary> {
  const before = resources();
  const house = await openTestHouse({ file, sessionsInMemory, keepAliveMs, limits: { windowSeconds } });
  const timers = resources().Timeout ?? 0;
  const left: string[] = [];
  const censuses: Counted[] = [];
  const counting = new Counting();
  let sessions = 0;
  let sockets = 0;
  const hold = async () => {
    const session = await SoakedSession.convene(house);
    for (let round = 0; round < roundsPerSession; round += 1) await session.round(round);
    sessions += 1;
    sockets += session.sockets;
    // While tokens still hold: what one of them held on to would go with it.
    for (const one of await leftBehind(house.address, timers)) left.push(`after session ${sessions}: ${one}`);
    await session.end();
    say(`${sessions} sessions, ${sockets} sockets`);
  };
  const count = async () => {
    for (const one of await noise(timers)) left.push(`long after session ${sessions}: ${one}`);
    const counted = { sessions, ...(await counting.next()) };
    censuses.push(counted);
    say(told(counted));
  };
  try {
    while (sessions < sessionsInMemory) await hold();
    for (const share of countAt) {
      while (left.length < maxFaults && progress(sessions - sessionsInMemory) < share) await hold();
      await count();
    }
    // What each session leaves grows again; what was on its way as it was counted does not.
    for (let again = 0; again < maxAgain && grown(censuses).length > 0; again += 1) {
      const until = 2 * sessions - (censuses.at(-2)?.sessions ?? sessions);
      while (left.length < maxFaults && sessions < until) await hold();
      await count();
    }
  } finally {
    await house.stop();
  }
  for (const one of await leftRunning(before)) left.push(`after the stop: ${one}`);
  left.push(...grown(censuses));
  return { sessions, rounds: sessions * roundsPerSession, sockets, censuses, left };
}

/**
 * What each session left, be it a single listener, as sentences. Of a kind of object at least one for each session was more, both times between the last three
 * counts: what comes and goes by itself does not do that.
 */
export function grown(censuses: readonly Counted[]): readonly string[] {
  const [first, from, to] = censuses.slice(-3);
  if (first === undefined || from === undefined || to === undefined) return [];
  const [former, sessions] = [from.sessions - first.sessions, to.sessions - from.sessions];
  if (sessions === 0) return [];
  const objects = Object.entries(to.more)
    .filter(([kind, count]) => {
      const perSession = Math.min((from.more[kind] ?? 0) / former, count / sessions);
      return perSession >= 1 + (meant[kind] ?? 0);
    })
    .map(([kind, count]) => `${kind}: ${count} more after ${sessions} sessions`);
  const bytes = to.bytes - from.bytes;
  const hasMore = bytes > scatterBytes + maxBytesPerSession * sessions;
  return [...objects, ...(hasMore ? [`${bytes} bytes more after ${sessions} sessions`] : [])];
}

export const told = ({ sessions, objects, bytes, heapBytes }: Counted): string =>
  `after ${sessions} sessions: ${objects} objects, ${bytes} bytes; with code ${megabytes(heapBytes)} in use`;

const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
