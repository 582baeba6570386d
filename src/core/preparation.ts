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
  /** The caller's own name for the seat within the preparation. A seat that keeps its key keeps its id and code. */
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
  /** The seat of the person under review; null where there is none. */
  readonly seatId: string | null;
  /** A seat that presents beside the subject's own, or for a subject without a seat. */
  readonly presenterSeatId: string | null;
  readonly personId: string | null;
  /** The person's name. Missing in preparations from before 0.2.0. */
  readonly personName?: string | null;
  /** The organisation that the subject is, else the one that it belongs to. */
  readonly organizationId: string;
  readonly organizationName: string;
  readonly selfLevel: QualityLevel | null;
  readonly report: Report | null;
  readonly authority: Authority;
  readonly facts: Facts;
  /** The outcome where the facts alone exclude the subject from rating, else null. */
  readonly exclusion: Outcome | null;
}

/** What is known of a peer group beside the subjects on the agenda. */
export interface PeerGroup {
  readonly peerGroup: string;
  /** How many belong to it in all, with the agenda's subjects; null where the number is unknown. */
  readonly size: number | null;
  readonly counts: readonly { readonly level: QualityLevel; readonly count: number }[];
  readonly notRated: number;
}

/** All that a session is held on. It is kept whole, so later changes of policies, people and organisations do not change it. */
export interface Preparation {
  readonly organization: { readonly id: string; readonly name: string };
  readonly ordinal: number | null;
  readonly title: string;
  readonly period: Period;
  /** YYYY-MM-DD */
  readonly heldOn: string;
  readonly policy: Policy;
  /** The policy's settings, with the session's own in place of them. */
  readonly settings: PolicySettings;
  readonly seats: readonly PreparedSeat[];
  readonly agenda: readonly AgendaItem[];
  readonly peerGroups: readonly PeerGroup[];
}
