import { type ReadonlySignal, signal } from '@preact/signals';
import {
  type BallotChoice,
  CastBallotDocument,
  type RefusalPartsFragment,
} from '../../../../schema/operations/typed.ts';
import { tabStorage } from '../../browser-storage.ts';
import { isRefusal, newCommandId, send } from '../../live/command.ts';
import { AskError, type Connection } from '../../live/connection.ts';
import { paddingOf } from './padding.ts';

/** By review. A review that is missing is not marked. */
export type Marks = Readonly<Record<string, BallotChoice>>;

/** The state of this seat's ballot in one round, on this page. */
export type LocalBallotState =
  | {
      readonly is: 'filling';
      readonly marks: Marks;
      readonly refused: RefusalPartsFragment | AskError | null;
    }
  | { readonly is: 'casting'; readonly marks: Marks }
  /** It may have arrived, so only the same ballot can be sent again. */
  | { readonly is: 'unanswered'; readonly error: AskError }
  | { readonly is: 'cast'; readonly receipt: Receipt }
  | { readonly is: 'castElsewhere' }
  | { readonly is: 'tooLate' };

/** Says that a ballot is on disk, and not what was marked. */
export interface Receipt {
  readonly commandId: string;
  readonly cursor: string;
}

/** A ballot that was sent. The tab stores it until it is answered, so that the same one is sent again after a reload. */
interface Outgoing {
  readonly commandId: string;
  readonly marks: Marks;
  /** Every review of the round. Pages of a former version did not store them. */
  readonly sheetIds?: readonly string[];
}

const fillingName = (roundId: string) => `filling.${roundId}`;
const outgoingName = (roundId: string) => `outgoing.${roundId}`;
const receiptName = (roundId: string) => `receipt.${roundId}`;

/**
 * One seat's ballot in one round, in this tab. The tab stores its marks through reloads and lost connections until the ballot is cast, and then erases them.
 * Only the person changes marks. The ballot has one command id, however often it is sent.
 */
export class LocalBallot {
  readonly #state = signal<LocalBallotState>({ is: 'filling', marks: {}, refused: null });

  constructor(
    readonly connection: Connection,
    readonly sessionId: string,
    readonly roundId: string,
  ) {
    const receipt = tabStorage.get<Receipt>(receiptName(roundId));
    const outgoing = tabStorage.get<Outgoing>(outgoingName(roundId));
    if (receipt !== null) this.#state.value = { is: 'cast', receipt };
    else if (outgoing !== null) void this.#send(outgoing);
    else {
      const marks = tabStorage.get<Marks>(fillingName(roundId)) ?? {};
      this.#state.value = { is: 'filling', marks, refused: null };
    }
  }

  get state(): ReadonlySignal<LocalBallotState> {
    return this.#state;
  }

  mark(marked: Marks): void {
    const former = this.#state.value;
    if (former.is !== 'filling') return;
    const marks = { ...former.marks, ...marked };
    tabStorage.set(fillingName(this.roundId), marks);
    this.#state.value = { is: 'filling', marks, refused: null };
  }

  /** Casts what is marked. `reviewIds` are the reviews of the round that this seat marks, `sheetIds` all of them. */
  cast(reviewIds: readonly string[], sheetIds: readonly string[]): void {
    const former = this.#state.value;
    if (former.is !== 'filling') return;
    const marks = Object.fromEntries(
      reviewIds.flatMap((id) => {
        const choice = former.marks[id];
        return choice === undefined ? [] : [[id, choice]];
      }),
    );
    const outgoing = { commandId: newCommandId(), marks, sheetIds };
    tabStorage.set(outgoingName(this.roundId), outgoing);
    void this.#send(outgoing);
  }

  /** Erases a half-filled ballot, because the server says that this seat's ballot is recorded. */
  sealed(): void {
    if (this.#state.value.is !== 'filling') return;
    this.#erase();
    this.#state.value = { is: 'castElsewhere' };
  }

  async #send({ commandId, marks, sheetIds = Object.keys(marks) }: Outgoing): Promise<void> {
    const { connection, sessionId, roundId } = this;
    this.#state.value = { is: 'casting', marks };
    const choices = Object.entries(marks).map(([reviewId, choice]) => ({ reviewId, choice }));
    const padding = paddingOf(choices, sheetIds);
    try {
      const input = { commandId, sessionId, roundId, choices, padding };
      const answer = await send(connection, CastBallotDocument, input);
      if (isRefusal(answer)) this.#refused(answer, marks);
      else {
        const receipt = { commandId, cursor: answer.cursor };
        this.#erase();
        tabStorage.set(receiptName(roundId), receipt);
        this.#state.value = { is: 'cast', receipt };
      }
    } catch (error) {
      if (!(error instanceof AskError)) throw error;
      if (neverDone.has(error.code)) this.#backToFilling(marks, error);
      else this.#state.value = { is: 'unanswered', error };
    }
  }

  /** Sends the ballot again after an error that left it without an answer. */
  again(): void {
    const outgoing = tabStorage.get<Outgoing>(outgoingName(this.roundId));
    if (outgoing !== null) void this.#send(outgoing);
  }

  #refused(refusal: RefusalPartsFragment, marks: Marks): void {
    const { code } = refusal;
    if (code === 'ALREADY_VOTED') {
      this.#erase();
      this.#state.value = { is: 'castElsewhere' };
    } else if (code === 'ROUND_NOT_OPEN' || code === 'SESSION_ADJOURNED') {
      this.#erase();
      this.#state.value = { is: 'tooLate' };
    } else this.#backToFilling(marks, refusal);
  }

  #backToFilling(marks: Marks, refused: RefusalPartsFragment | AskError): void {
    tabStorage.remove(outgoingName(this.roundId));
    tabStorage.set(fillingName(this.roundId), marks);
    this.#state.value = { is: 'filling', marks, refused };
  }

  #erase(): void {
    tabStorage.remove(fillingName(this.roundId));
    tabStorage.remove(outgoingName(this.roundId));
  }
}

/** The errors with which a command is refused before anything is done. */
const neverDone = new Set([
  'BAD_USER_INPUT',
  'GRAPHQL_VALIDATION_FAILED',
  'FORBIDDEN',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
]);

/** The ballots of one seat in this tab, by round. They last while the page shows other things. */
export class LocalBallots {
  readonly #locals = new Map<string, LocalBallot>();

  constructor(
    readonly connection: Connection,
    readonly sessionId: string,
  ) {
    // A ballot that was on its way when the page was left is sent now, whatever became of its round.
    for (const name of tabStorage.names(outgoingName(''))) this.of(name.slice(outgoingName('').length));
  }

  of(roundId: string): LocalBallot {
    const known = this.#locals.get(roundId);
    if (known !== undefined) return known;
    const local = new LocalBallot(this.connection, this.sessionId, roundId);
    this.#locals.set(roundId, local);
    return local;
  }

  /** Erases the marks of rounds that are over. A ballot on its way stays until it is answered. */
  eraseMarksBut(openRoundId: string | null): void {
    for (const name of tabStorage.names(fillingName(''))) {
      if (openRoundId === null || name !== fillingName(openRoundId)) tabStorage.remove(name);
    }
    for (const [roundId, { state }] of this.#locals) {
      if (roundId !== openRoundId && state.peek().is === 'filling') this.#locals.delete(roundId);
    }
  }
}
