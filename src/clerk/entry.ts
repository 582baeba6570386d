import type { Event, EventType } from '../core/event.ts';
import { isNestedDeeper } from '../core/nesting.ts';

/** The id of the registry's journal, which has what belongs to no session. The id is stored, so it keeps its first name. */
export const registryJournal = 'house';

/** A numbered event as it is stored. `seq` is 1, 2, 3 … in each journal. */
export interface Entry {
  readonly journalId: string;
  readonly seq: number;
  /** Never before the time of the entry before, except at ClockSetBack. */
  readonly atMs: number;
  readonly type: EventType;
  /** Who gave the command, as text. */
  readonly by: string;
  /** Null for what the clerk does without a command. */
  readonly commandId: string | null;
  /** 0, 1, 2 … among the entries of one command. */
  readonly part: number;
  /** SHA-256, hex, of the command without its secrets. It tells a repeated command from another one under the same id. */
  readonly digest: string | null;
  /** The event as JSON: the text that the hash is over. */
  readonly body: string;
  /** 122 random bits, so that a body cannot be guessed from its hash. */
  readonly salt: string;
  /** Hex; see chain.ts. */
  readonly hash: string;
}

const events = new WeakMap<Entry, Event>();

/** How deep lists and objects of a body may be nested. Inputs go 64 levels deep. */
export const maxBodyNesting = 200;

/** Thrown where this program cannot have written the body of an entry, because somebody changed the database. */
export class BodyUnreadable extends Error {
  override readonly name = 'BodyUnreadable';

  /** `wanted`: what the body is not. */
  constructor(
    { journalId, seq }: Entry,
    readonly wanted: string,
  ) {
    super(`Entry ${seq} of ${journalId} cannot be read: its body is not ${wanted}.`);
  }
}

/** Returns the event of an entry. Parses the body at most once, and not at all after `remember`. Throws BodyUnreadable. */
export function eventOf(entry: Entry): Event {
  const known = events.get(entry);
  if (known !== undefined) return known;
  const event = readBody(entry);
  events.set(entry, event);
  return event;
}

function readBody(entry: Entry): Event {
  if (isNestedDeeper(entry.body, maxBodyNesting))
    throw new BodyUnreadable(entry, `JSON of at most ${maxBodyNesting} levels`);
  let body: unknown;
  try {
    body = JSON.parse(entry.body);
  } catch {
    // The parser's message is left out, because it may quote what nobody may read.
    throw new BodyUnreadable(entry, 'JSON');
  }
  if (typeof body !== 'object' || body === null || (body as Event).type !== entry.type)
    throw new BodyUnreadable(entry, `an event of type ${entry.type}`);
  return body as Event;
}

/** Notes the event that an entry was made of. */
export function remember(entry: Entry, event: Event): void {
  events.set(entry, event);
}
