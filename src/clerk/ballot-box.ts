import { hash } from 'node:crypto';
import { type BallotBoxFault, bindingOf, holdsWhatWasShown } from '../core/ballot-box.ts';
import { countSheets } from '../core/round.ts';
import { type OpenRound, openRoundOf, type Round } from '../core/state.ts';
import type { Counts } from '../core/tally.ts';
import type { BallotBoxStore, Envelope, SecretRound } from './ballot-box-store.ts';
import type { Journal, OpenRoundRow } from './ports.ts';
import type { Snapshot } from './snapshot.ts';

export interface BallotBoxOptions {
  readonly store: { readonly journal: Pick<Journal, 'roundEnds'>; readonly ballotBox: BallotBoxStore };
  /** Called once for each round whose ballots cannot be counted, and again if they could be counted in between. */
  readonly complain: (problem: string, error: unknown) => void;
}

const bindings = new WeakMap<Round['electorate'], string | null>();

/** Returns an open secret round as its journal has it. `electorate` is the same object for as long as the session is in memory. */
export function secretRound(snapshot: Pick<Snapshot, 'roundHead'>, round: OpenRound): SecretRound {
  let binding = bindings.get(round.electorate);
  if (binding === undefined) {
    const text = bindingOf(round);
    binding = text === null ? null : hash('sha256', text);
    bindings.set(round.electorate, binding);
  }
  return { id: round.id, binding, head: snapshot.roundHead ?? '' };
}

/** The ballot box as the clerk uses it. It reports a fault of an open round's ballots once, and remembers it for as long as it lasts. */
export class BallotBox {
  readonly #options: BallotBoxOptions;
  readonly #faults = new Map<string, BallotBoxFault>();

  constructor(options: BallotBoxOptions) {
    this.#options = options;
  }

  /** The faults of the open rounds' ballots. */
  get faults(): readonly BallotBoxFault[] {
    return [...this.#faults.values()];
  }

  async seal(snapshot: Snapshot, round: OpenRound, marks: Uint8Array): Promise<Envelope | BallotBoxFault> {
    return this.#told(round, await this.#options.store.ballotBox.seal(secretRound(snapshot, round), marks));
  }

  /** Opens and counts the envelopes of a secret round, by review. */
  async count(snapshot: Snapshot, round: OpenRound): Promise<ReadonlyMap<string, Counts> | BallotBoxFault> {
    return this.#told(round, await this.#counted(snapshot, round));
  }

  async #counted(
    snapshot: Snapshot,
    round: OpenRound,
  ): Promise<ReadonlyMap<string, Counts> | BallotBoxFault> {
    const sheets = await this.#options.store.ballotBox.open(secretRound(snapshot, round));
    if (typeof sheets === 'string') return sheets;
    if (sheets.length !== round.turnout) return 'BALLOTS_ALTERED';
    const counted = countSheets(round.reviewIds, sheets);
    return holdsWhatWasShown(round, counted) ? counted : 'BALLOTS_ALTERED';
  }

  /** Destroys the key of a round that is over. */
  async destroy(roundId: string): Promise<void> {
    this.#faults.delete(roundId);
    await this.#options.store.ballotBox.destroy(roundId);
  }

  /** Takes over from a former run: removes keys that are no longer needed, and checks the ballots of open rounds. */
  async takeUp(
    open: readonly OpenRoundRow[],
    look: (sessionId: string) => Promise<Snapshot | null>,
  ): Promise<void> {
    await this.#sweep(open.map(({ roundId }) => roundId));
    for (const { sessionId } of open) {
      const snapshot = await look(sessionId);
      const round = snapshot === null ? undefined : openRoundOf(snapshot.session);
      if (snapshot !== null && round?.method === 'SECRET_BALLOT') await this.count(snapshot, round);
    }
  }

  /** [C7] */
  async #sweep(openRoundIds: readonly string[]): Promise<void> {
    const { store, complain } = this.#options;
    const left = (await store.ballotBox.roundIds()).filter((roundId) => !openRoundIds.includes(roundId));
    const strays = await store.ballotBox.sweep(openRoundIds, await store.journal.roundEnds(left));
    for (const { roundId, why, folder } of strays) {
      const what =
        why === 'ROUND_UNKNOWN'
          ? `this database knows no round ${roundId}, and the key of one is beside it. It is older than its keys, or another one: where a ` +
            'newer one is, stop the server and put it in place.'
          : `round ${roundId} was closed or voided by an entry that this server did not write. Do not use its count: keep the file and find out ` +
            'who could write it.';
      complain(`${what} The key was set aside in ${folder}.`, null);
    }
  }

  #told<Result>(round: OpenRound, result: Result | BallotBoxFault): Result | BallotBoxFault {
    if (result !== 'BALLOTS_UNREADABLE' && result !== 'BALLOTS_ALTERED') {
      this.#faults.delete(round.id);
      return result;
    }
    const known = this.#faults.get(round.id);
    this.#faults.set(round.id, result as BallotBoxFault);
    if (known !== result) this.#options.complain(sentence(round.id, result as BallotBoxFault), null);
    return result;
  }
}

function sentence(roundId: string, fault: BallotBoxFault): string {
  return fault === 'BALLOTS_UNREADABLE'
    ? `The ballots of the open round ${roundId} cannot be read: its key or the note beside it is missing, is none or is another one, or an ` +
        'envelope is damaged. Put its key back and start again, or void the round.'
    : `The ballots of the open round ${roundId} are not those that were cast: the database was changed past this server, or an older copy of ` +
        'it was put in its place. Keep the file with its keys, void the round, and find out who could write it.';
}
