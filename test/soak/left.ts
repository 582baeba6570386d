import { setTimeout as pause, setImmediate as turn } from 'node:timers/promises';
import { Context } from '../../src/api/schema/context.ts';
import { Inbound } from '../../src/api/websocket/inbound.ts';
import { Feed } from '../../src/clerk/feed.ts';
import { gauge } from '../support/client.ts';
import { held } from './census.ts';

// What clients leave behind. Whatever listens to a pass, a bell or a timer on a client's behalf holds one of these objects, so that
// none is left where none of them is.

const kinds = { Context, Feed, Inbound };
const gauges = [
  'hoinghi_sockets',
  'hoinghi_followers',
  'hoinghi_subscriptions',
  'hoinghi_unsent_bytes',
  'hoinghi_sessions_followed',
  'hoinghi_queue_length',
];
const looks = 400;
const betweenLooksMs = 25;

type Counts = Readonly<Record<string, number>>;

/** What keeps this process alive, counted by kind. */
export function resources(): Counts {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** What is held for clients in a server that nobody is connected to, as sentences; `timers` were there before them. */
export async function leftBehind(address: string, timers: number): Promise<readonly string[]> {
  const left = await lookAgain(async () => {
    const counted = await Promise.all(
      gauges.map(async (name) => [name, await gauge(address, name)] as const),
    );
    return [...counted, ['timers', (resources().Timeout ?? 0) - timers] as const]
      .filter(([, count]) => count !== 0)
      .map(([name, count]) => `${name}: ${count}`);
  });
  const objects = Object.entries(held(kinds)).filter(([, count]) => count > 0);
  // Counting stops this process for so long that idle connections run out: both their ends notice it before one is used again.
  for (let turns = 0; turns < 3; turns += 1) await turn();
  return [...left, ...objects.map(([name, count]) => `${name} in memory: ${count}`)];
}

/** Waits until idle connections are gone; what does not go, as sentences. `timers` are the server's own. */
export function noise(timers: number): Promise<readonly string[]> {
  return lookAgain(async () => {
    const { TCPSocketWrap: connections = 0, Timeout = 0 } = resources();
    return Object.entries({ connections, timers: Timeout - timers })
      .filter(([, count]) => count > 0)
      .map(([name, count]) => `${name}: ${count}`);
  });
}

/** What a server that has stopped left to its process. */
export function leftRunning(before: Counts): Promise<readonly string[]> {
  return lookAgain(async () =>
    Object.entries(resources())
      .filter(([kind, count]) => count > (before[kind] ?? 0))
      .map(([kind, count]) => `${kind}: ${count} instead of ${before[kind] ?? 0}`),
  );
}

/** What is on its way out is given the time for it. */
async function lookAgain(look: () => Promise<readonly string[]>): Promise<readonly string[]> {
  for (let times = 1; ; times += 1) {
    const left = await look();
    if (left.length === 0 || times === looks) return left;
    await pause(betweenLooksMs);
  }
}
