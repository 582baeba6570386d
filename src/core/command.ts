import type { BallotBoxFault } from './ballot-box.ts';
import type { FileRows } from './import/row.ts';
import type { Period } from './period.ts';
import type { FactsInput } from './policy/facts.ts';
import type { SettingsInput } from './policy/settings.ts';
import type { Counts } from './tally.ts';
import type {
  Authority,
  BallotChoice,
  Presence,
  QualityLevel,
  SeatRole,
  Stance,
  SubjectKind,
  TallyDisplay,
  VotingMethod,
} from './vocabulary.ts';

/** Who acts. The clock closes rounds and stops their clocks. The clerk releases parts of a tally. */
export type Actor =
  | { readonly kind: 'ADMIN' }
  | { readonly kind: 'SEAT'; readonly sessionId: string; readonly seatId: string }
  | { readonly kind: 'SCREEN'; readonly sessionId: string }
  | { readonly kind: 'CLIENT'; readonly keyId: string; readonly organizationId: string | null }
  | { readonly kind: 'ANONYMOUS' }
  | { readonly kind: 'CLOCK' }
  | { readonly kind: 'CLERK' };

export interface ReportInput {
  readonly presentedBy?: string | null | undefined;
  readonly achievements?: string | null | undefined;
  readonly shortcomings?: string | null | undefined;
  readonly causes?: string | null | undefined;
  readonly remedies?: string | null | undefined;
  readonly targets: readonly {
    readonly name: string;
    readonly planned: number;
    readonly achieved: number;
    readonly exceeded: boolean;
  }[];
}

export interface OrganizationInput {
  readonly id?: string | null | undefined;
  readonly name: string;
  readonly superior?: OrganizationInput | null | undefined;
}

export interface SeatInput {
  readonly key: string;
  readonly personId?: string | null | undefined;
  readonly fullName: string;
  readonly position?: string | null | undefined;
  readonly role: SeatRole;
  readonly mayVote: boolean;
}

export interface AgendaItemInput {
  readonly key: string;
  readonly kind: SubjectKind;
  readonly name: string;
  readonly position?: string | null | undefined;
  readonly peerGroup?: string | null | undefined;
  readonly seatKey?: string | null | undefined;
  readonly presenterKey?: string | null | undefined;
  readonly personId?: string | null | undefined;
  readonly organizationId?: string | null | undefined;
  readonly selfLevel?: QualityLevel | null | undefined;
  readonly report?: ReportInput | null | undefined;
  readonly authority?: Authority | null | undefined;
  readonly facts?: FactsInput | null | undefined;
}

export interface PeerGroupInput {
  readonly peerGroup: string;
  readonly size?: number | null | undefined;
  readonly counts: readonly { readonly level: QualityLevel; readonly count: number }[];
  readonly notRated: number;
}

export interface PreparationInput {
  readonly organization: OrganizationInput;
  readonly ordinal?: number | null | undefined;
  readonly title: string;
  readonly period: Omit<Period, 'quarter'> & { readonly quarter?: number | null | undefined };
  readonly heldOn: string;
  readonly policyId: string;
  readonly settings?: SettingsInput | null | undefined;
  readonly seats: readonly SeatInput[];
  readonly agenda: readonly AgendaItemInput[];
  readonly peerGroups: readonly PeerGroupInput[];
}

/** What can be asked of one session. */
export type SessionCommand =
  | { readonly type: 'IssueAccessCode'; readonly seatId: string | null }
  | { readonly type: 'ConveneSession' }
  | { readonly type: 'CheckIn' }
  | { readonly type: 'RecordPresence'; readonly seatId: string; readonly presence: Presence }
  | { readonly type: 'OpenReview'; readonly reviewId: string }
  | { readonly type: 'CloseReview'; readonly reviewId: string }
  | {
      readonly type: 'PresentReport';
      readonly reviewId: string;
      readonly report: ReportInput;
      readonly selfLevel: QualityLevel | null;
      /** The revision of the report that this one was made from, 0 where there was none. Where it is left out, the revision is not checked. */
      readonly basedOnRevision?: number | null;
    }
  | { readonly type: 'AddComment'; readonly reviewId: string; readonly body: string }
  | { readonly type: 'WithdrawComment'; readonly reviewId: string; readonly commentId: string }
  | {
      readonly type: 'Respond';
      readonly reviewId: string;
      readonly stance: Stance;
      readonly body: string;
      readonly commentIds: readonly string[];
    }
  | {
      readonly type: 'OpenRound';
      readonly reviewIds: readonly string[];
      readonly method: VotingMethod;
      readonly display: TallyDisplay | null;
      readonly closesAtMs: number | null;
      /** How long the round lasts. It may be given in place of `closesAtMs`, because the clock of a device may be wrong. */
      readonly durationSeconds?: number | null;
    }
  /** `envelopeCounts` are the counts of a secret round by review, or why its ballots cannot be counted. The clerk opens the envelopes and adds this. */
  | {
      readonly type: 'CloseRound';
      readonly roundId: string;
      readonly envelopeCounts?: ReadonlyMap<string, Counts> | BallotBoxFault;
    }
  | { readonly type: 'VoidRound'; readonly roundId: string; readonly reason: string }
  /** [R27] Withdraws the closing time, because time could not be counted to its end. From then on only people close the round. */
  | { readonly type: 'StopRoundClock'; readonly roundId: string }
  | {
      readonly type: 'CastBallot';
      readonly roundId: string;
      readonly choices: readonly { readonly reviewId: string; readonly choice: BallotChoice }[];
    }
  | {
      readonly type: 'ReleaseTally';
      readonly roundId: string;
      readonly releases: readonly { readonly reviewId: string; readonly drawn: Counts }[];
    }
  | {
      readonly type: 'SettleOutcome';
      readonly reviewId: string;
      readonly level: QualityLevel | null;
      readonly reason: string;
    }
  | { readonly type: 'AdjournSession' };

/** Commands to the registry. Preparations are among them, because they register organisations and people. */
export type RegistryCommand =
  | { readonly type: 'PrepareSession'; readonly input: PreparationInput }
  | { readonly type: 'ReviseSession'; readonly sessionId: string; readonly input: PreparationInput }
  | { readonly type: 'ImportResults'; readonly rows: FileRows }
  | { readonly type: 'CreateApiKey'; readonly name: string; readonly organizationId: string | null }
  | { readonly type: 'RevokeApiKey'; readonly keyId: string }
  | {
      readonly type: 'RecordDecision';
      readonly resultId: string;
      readonly level: QualityLevel | null;
      readonly decidedBy: string;
      readonly documentNumber: string | null;
      readonly reason: string;
    };

export type Command = SessionCommand | RegistryCommand;
