import type { Client } from 'graphql-ws';
import type { Any, World } from './world.ts';

// Those who look on, across every kill: records that miss nothing and repeat nothing, frames and own views that never go back.

const entriesDocument =
  'subscription ($id: ID!, $after: Cursor) { sessionEntries(sessionId: $id, after: $after) { cursor seq hash type round { id status } } }';
const framesDocument =
  'subscription ($id: ID!, $after: Cursor) { sessionWatch(sessionId: $id, after: $after) { cursor session { id status } } }';
const ownDocument =
  'subscription ($id: ID!) { ownWatch(sessionId: $id) { ballots { sealed round { id } } } }';

const seqIn = (cursor: string) => Number(Buffer.from(cursor, 'base64url').toString().split('.')[0]);

function subscribe(world: World, client: Client, query: string, variables: Any, next: (field: Any) => void) {
  client.subscribe<Any>(
    { query, variables },
    {
      next: ({ data, errors }) => {
        if (errors) world.fault(`${query}: ${JSON.stringify(errors)}`);
        else next(Object.values(data ?? {})[0]);
      },
      error: (error) => world.fault(`a follower was sent away: ${JSON.stringify(error) ?? error}`),
      complete: () => {},
    },
  );
}

/** What a reader of the journal was shown, to be compared with what it holds at the end. */
export interface Reader {
  readonly sessionId: string;
  readonly hashes: readonly string[];
  /** Resolves when the round is over, by whatever ended it, or the machine's clock was set and the round waits for the chair. */
  over(roundId: string): Promise<'ENDED' | 'STOPPED'>;
}

export function readEntries(world: World, client: Client, sessionId: string): Reader {
  const hashes: string[] = [];
  const ends = new Map<string, 'ENDED' | 'STOPPED'>();
  const waiting = new Map<string, (end: 'ENDED' | 'STOPPED') => void>();
  // The same object goes out on every reconnect: with the newest cursor in it.
  const variables: Any = { id: sessionId };
  subscribe(world, client, entriesDocument, variables, ({ cursor, seq, hash, type, round }) => {
    if (seq !== hashes.length + 1)
      world.fault(`a reader of ${sessionId} was given entry ${seq} after ${hashes.length}`);
    hashes[seq - 1] = hash;
    variables.after = cursor;
    if (!['RoundClosed', 'RoundVoided', 'RoundClockStopped'].includes(type)) return;
    const end = type === 'RoundClockStopped' ? 'STOPPED' : 'ENDED';
    ends.set(round.id, end);
    waiting.get(round.id)?.(end);
  });
  return {
    sessionId,
    hashes,
    over: (roundId) =>
      new Promise((resolve) => {
        const end = ends.get(roundId);
        if (end !== undefined) resolve(end);
        else waiting.set(roundId, resolve);
      }),
  };
}

export function watchFrames(world: World, client: Client, sessionId: string): void {
  const variables: Any = { id: sessionId };
  let shown = 0;
  subscribe(world, client, framesDocument, variables, ({ cursor }) => {
    if (seqIn(cursor) < shown)
      world.fault(`a screen of ${sessionId} was shown ${seqIn(cursor)} after ${shown}`);
    shown = seqIn(cursor);
    variables.after = cursor;
  });
}

export function watchOwn(world: World, client: Client, sessionId: string): void {
  const sealed = new Set<string>();
  subscribe(world, client, ownDocument, { id: sessionId }, ({ ballots }) => {
    for (const ballot of ballots) {
      if (ballot.sealed) sealed.add(ballot.round.id);
      else if (sealed.has(ballot.round.id))
        world.fault(`a seat's ballot in ${ballot.round.id} is gone again`);
    }
  });
}
