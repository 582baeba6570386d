import type { Period } from './period.ts';
import type { Facts } from './policy/facts.ts';
import type { Outcome } from './policy/outcome.ts';
import type { Policy, PolicySettings } from './policy/policy.ts';
import type { Authority, QualityLevel, SeatRole, SubjectKind } from './vocabulary.ts';

export interface Target {
  readonly name: string;
  readonly planned: number;
  readonly achieved: number;
  readonly exceeded: boolean;
}

/** The self-review (bản kiểm điểm). */
export interface Report {
  readonly presentedBy: string | null;
  readonly achievements: string | null;
  readonly shortcomings: string | null;
  readonly causes: string | null;
  readonly remedies: string | null;
  readonly targets: readonly Target[];
}

export interface PreparedSeat {
  readonly id: string;
  /** The caller's own name for the seat within the preparation; a seat keeps its id and code by it. */
  readonly key: string;
  readonly personId: string;
  readonly fullName: string;
  readonly position: string | null;
  readonly role: SeatRole;
  readonly mayVote: boolean;
}

export interface AgendaItem {
  /** The review's id. */
  readonly id: string;
  readonly key: string;
  /** 1, 2, 3 … */
  readonly place: number;
  readonly kind: SubjectKind;
  readonly name: string;
  readonly position: string | null;
  readonly peerGroup: string;
  /** The seat of the person under review. */
  readonly seatId: string | null;
  /** The seat that presents for a subject without one. */
  readonly presenterSeatId: string | null;
  readonly personId: string | null;
  /** What the person is called; not there in what was prepared before 0.2.0. */
  readonly personName?: string | null;
  /** The organisation itself where the subject is one, else the one it belongs to. */
  readonly organizationId: string;
  readonly organizationName: string;
  readonly selfLevel: QualityLevel | null;
  readonly report: Report | null;
  readonly authority: Authority;
  readonly facts: Facts;
  /** Where the facts alone say that the subject is not rated: that outcome. */
  readonly exclusion: Outcome | null;
}

/** What is known of a peer group beyond the subjects of the agenda. */
export interface PeerGroup {
  readonly peerGroup: string;
  /** How many belong to it in all, the agenda's subjects included; null: an unknown number more. */
  readonly size: number | null;
  readonly counts: readonly { readonly level: QualityLevel; readonly count: number }[];
  readonly notRated: number;
}

/** Everything that a session is held on, whole: later changes of policies, people and organisations do not reach it. */
export interface Preparation {
  readonly organization: { readonly id: string; readonly name: string };
  readonly ordinal: number | null;
  readonly title: string;
  readonly period: Period;
  /** YYYY-MM-DD */
  readonly heldOn: string;
  readonly policy: Policy;
  /** The policy's settings with the session's own on top. */
  readonly settings: PolicySettings;
  readonly seats: readonly PreparedSeat[];
  readonly agenda: readonly AgendaItem[];
  readonly peerGroups: readonly PeerGroup[];
}
