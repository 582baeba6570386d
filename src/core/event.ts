import type { Outcome } from './policy/outcome.ts';
import type { Preparation, Report } from './preparation.ts';
import type { ImportedResult, SessionResult } from './result.ts';
import type { Counts, Tally } from './tally.ts';
import type {
  BallotChoice,
  Presence,
  QualityLevel,
  RoundForm,
  Stance,
  TallyDisplay,
  VotingMethod,
} from './vocabulary.ts';

/** What happened in a session: the bodies of its journal's entries. They are stored, so fields are added and never changed. */
export type SessionEvent =
  | { readonly type: 'SessionPrepared'; readonly preparation: Preparation }
  | { readonly type: 'SessionRevised'; readonly preparation: Preparation }
  | { readonly type: 'AccessCodeIssued'; readonly seatId: string | null }
  | { readonly type: 'SessionConvened' }
  | { readonly type: 'PresenceRecorded'; readonly seatId: string; readonly presence: Presence }
  | { readonly type: 'ReviewOpened'; readonly reviewId: string }
  | { readonly type: 'ReviewClosed'; readonly reviewId: string }
  | {
      readonly type: 'ReportPresented';
      readonly reviewId: string;
      readonly seatId: string;
      readonly report: Report;
      readonly selfLevel: QualityLevel | null;
    }
  | {
      readonly type: 'CommentAdded';
      readonly commentId: string;
      readonly reviewId: string;
      readonly seatId: string;
      readonly body: string;
    }
  /** `seatId` is who withdrew it. The entry that added the comment stays. */
  | {
      readonly type: 'CommentWithdrawn';
      readonly commentId: string;
      readonly reviewId: string;
      readonly seatId: string;
    }
  | {
      readonly type: 'ResponseGiven';
      readonly responseId: string;
      readonly reviewId: string;
      readonly seatId: string;
      readonly stance: Stance;
      readonly body: string;
      readonly commentIds: readonly string[];
    }
  | {
      readonly type: 'RoundOpened';
      readonly roundId: string;
      /** In the order of the agenda. An envelope has a byte for each. */
      readonly reviewIds: readonly string[];
      readonly method: VotingMethod;
      readonly display: TallyDisplay;
      /** The seats that may cast, in the order of the preparation. */
      readonly electorate: readonly string[];
      /** The voting seats when the round opened. */
      readonly attendance: { readonly present: number; readonly summoned: number };
      readonly closesAtMs: number | null;
      /** How its ballots are kept and its steps are made. Missing in journals from before form 2. */
      readonly form?: RoundForm;
    }
  /** [R27] The closing time is withdrawn. */
  | { readonly type: 'RoundClockStopped'; readonly roundId: string }
  /** Who cast a secret ballot, never what. The choices are in an envelope. */
  | { readonly type: 'BallotSealed'; readonly roundId: string; readonly seatId: string }
  /** A ballot of an open vote. `choices` are in the order of the round's reviews, null where the seat is recused. */
  | {
      readonly type: 'BallotCast';
      readonly roundId: string;
      readonly seatId: string;
      readonly choices: readonly (BallotChoice | null)[];
    }
  | {
      readonly type: 'TallyReleased';
      readonly roundId: string;
      /** The rule by which the step was due. Missing in journals of former versions, where the marks of each review decided, which told who had cast. */
      readonly rule?: 'BY_TURNOUT';
      /** For each review the marks that were drawn, and the tally that is shown with them. */
      readonly releases: readonly {
        readonly reviewId: string;
        readonly drawn: Counts;
        readonly tally: Tally;
      }[];
    }
  | {
      readonly type: 'RoundClosed';
      readonly roundId: string;
      readonly counted: readonly {
        readonly reviewId: string;
        /** Every mark as a letter, sorted. A recount adds them up. */
        readonly marks: string;
        readonly tally: Tally;
        readonly outcome: Outcome;
      }[];
      readonly dependents: readonly Rejudged[];
    }
  /**
   * `reason` is the chair's. It is null where the clock closed a round that could not be counted, because of `cause`, or of too few ballots where there is no
   * `cause`.
   */
  | {
      readonly type: 'RoundVoided';
      readonly roundId: string;
      readonly reason: string | null;
      readonly cause?: 'NO_BALLOTS';
    }
  | {
      readonly type: 'OutcomeSettled';
      readonly reviewId: string;
      readonly outcome: Outcome;
      readonly dependents: readonly Rejudged[];
    }
  | { readonly type: 'SessionAdjourned'; readonly results: readonly SessionResult[] }
  | ClockSetBack;

/** [C5] The machine's clock is more than a minute behind the entry before, so the time of that entry or of this one is wrong. */
export interface ClockSetBack {
  readonly type: 'ClockSetBack';
}

/** An outcome that changed, because another one changed on which it depends: a head's on the outcome of the unit, for example. */
export interface Rejudged {
  readonly reviewId: string;
  readonly outcome: Outcome;
}

/** What happened outside of sessions: the bodies of the registry journal's entries. */
export type RegistryEvent =
  | {
      readonly type: 'OrganizationRegistered';
      readonly organizationId: string;
      readonly name: string;
      readonly superiorId: string | null;
    }
  | { readonly type: 'PersonRegistered'; readonly personId: string; readonly fullName: string }
  | {
      readonly type: 'ApiKeyCreated';
      readonly keyId: string;
      readonly name: string;
      readonly organizationId: string | null;
    }
  /** One part of an import. All parts are of one command, so they are written together. */
  | {
      readonly type: 'ResultsImported';
      /** Counts of the whole import: its rows, those that were recorded already, and the results that supersede another one. */
      readonly rows: number;
      readonly unchanged: number;
      readonly superseding: number;
      /** The people that are new with this part. */
      readonly people: readonly { readonly personId: string; readonly fullName: string }[];
      readonly results: readonly ImportedResult[];
    }
  | { readonly type: 'ApiKeyRevoked'; readonly keyId: string }
  | {
      readonly type: 'DecisionRecorded';
      readonly resultId: string;
      readonly level: QualityLevel | null;
      readonly decidedBy: string;
      readonly documentNumber: string | null;
      readonly reason: string;
    }
  | ClockSetBack;

export type Event = SessionEvent | RegistryEvent;
export type EventType = Event['type'];
