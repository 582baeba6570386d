import { hash } from 'node:crypto';
import type { Actor, Command } from '../core/command.ts';
import type { Event } from '../core/event.ts';
import { type Refusal, refuse } from '../core/refusal.ts';
import { cursorOf } from './cursor.ts';
import { type Entry, eventOf, registryJournal } from './entry.ts';

/** Derives, under the caller's token, the hashes of the codes and keys that a command makes. */
export interface CodeDeriver {
  codeHash(commandId: string, seatId: string | null): string;
  keyHash(commandId: string): string;
}

export interface Request {
  readonly command: Command;
  /** Null for commands of the registry. */
  readonly sessionId: string | null;
  readonly commandId: string;
  readonly by: Actor;
  /** Present for the administrator, because only his commands issue codes and keys. */
  readonly codeDeriver?: CodeDeriver;
}

export type Answer =
  | {
      readonly accepted: true;
      readonly commandId: string;
      /** The session that the command belongs to or that it made. */
      readonly sessionId: string | null;
      readonly cursor: string;
      readonly events: readonly Event[];
    }
  | { readonly accepted: false; readonly refusal: Refusal };

/** Thrown instead of an answer when the store failed three times. It is not known whether anything was written. The same command may be sent again. */
export class StoreFailed extends Error {
  override readonly name = 'StoreFailed';
}

export function refused(refusal: Refusal): Answer {
  return { accepted: false, refusal };
}

/** Makes the answer to a command of its entries, whether they were written now or earlier. */
export function accepted(entries: readonly Entry[]): Answer {
  const inSession = entries.findLast((entry) => entry.journalId !== registryJournal);
  const last = inSession ?? entries.at(-1);
  if (last === undefined || last.commandId === null) throw new Error('an accepted command has entries');
  return {
    accepted: true,
    commandId: last.commandId,
    sessionId: inSession?.journalId ?? null,
    cursor: cursorOf(last),
    events: entries.map(eventOf),
  };
}

/** [C2] Returns the first answer again, if it is the same command. */
export function repeated(entries: readonly Entry[], digest: string): Answer {
  return entries[0]?.digest === digest ? accepted(entries) : refused(refuse('COMMAND_ID_REUSED'));
}

/** Writes an actor as entries name it. */
export function nameOf(by: Actor): string {
  switch (by.kind) {
    case 'SEAT':
      return by.seatId;
    case 'CLIENT':
      return by.keyId;
    default:
      return by.kind;
  }
}

/** Hashes what tells two commands apart. Secrets are left out, above all choices. */
export function digestOf({ command, sessionId, by }: Request): string {
  const open = command.type === 'CastBallot' ? { type: command.type, roundId: command.roundId } : command;
  return hash('sha256', JSON.stringify([sessionId, nameOf(by), sorted(open)]), 'hex');
}

/** Returns the value with the keys of every object in order and without undefined fields. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined && field !== null);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, sorted(field)]),
  );
}
