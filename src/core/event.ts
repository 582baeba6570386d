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

/** What happened in a session: the bodies of its journal's entries. Stored; a field is added, never changed. */
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
  /** The entry that added it stays; `seatId` is whoever withdrew it. */
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
      /** In agenda order; an envelope has a byte for each. */
      readonly reviewIds: readonly string[];
      readonly method: VotingMethod;
      readonly display: TallyDisplay;
      /** The seats that may cast, in the order of the preparation. */
      readonly electorate: readonly string[];
      /** Voting seats at that moment. */
      readonly attendance: { readonly present: number; readonly summoned: number };
      readonly closesAtMs: number | null;
      /** How its ballots are kept and its steps are made; missing in journals from before the second form. */
      readonly form?: RoundForm;
    }
  /** [R27] Its closing time is withdrawn. */
  | { readonly type: 'RoundClockStopped'; readonly roundId: string }
  /** A secret ballot is in its envelope: who cast, never what. */
  | { readonly type: 'BallotSealed'; readonly roundId: string; readonly seatId: string }
  /** An open vote: `choices` by the round's reviews, null where the seat is recused. */
  | {
      readonly type: 'BallotCast';
      readonly roundId: string;
      readonly seatId: string;
      readonly choices: readonly (BallotChoice | null)[];
    }
  | {
      readonly type: 'TallyReleased';
      readonly roundId: string;
      /** By which rule it was due; missing in journals from before: by the marks of each review, which told who had cast. */
      readonly rule?: 'BY_TURNOUT';
      /** By review: the marks that were drawn, and what is shown with them. */
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
        /** Every mark as a letter, sorted: what a recount sums. */
        readonly marks: string;
        readonly tally: Tally;
        readonly outcome: Outcome;
      }[];
      readonly dependents: readonly Rejudged[];
    }
  /** `reason` is the chair's; null where the clock closed a round that could not be counted: for too few ballots, or for `cause`. */
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

/** [C5] The machine's clock is behind the entry before by more than a minute: that one's time, or this one's, is wrong. */
export interface ClockSetBack {
  readonly type: 'ClockSetBack';
}

/** An outcome that another one's change has changed: a head's, when the unit's is there. */
export interface Rejudged {
  readonly reviewId: string;
  readonly outcome: Outcome;
}

/** What happened outside of any session: the bodies of the registry journal's entries. */
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
  /** One part of an import: all parts are of one command, and so are written together. */
  | {
      readonly type: 'ResultsImported';
      /** Of the whole import: how many rows it had, and how many of them said what was recorded already. */
      readonly rows: number;
      readonly unchanged: number;
      readonly superseding: number;
      /** Those that are new with this part. */
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
