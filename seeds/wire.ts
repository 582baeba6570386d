// The parts of the public API that the sample session sends and reads, as schema/operations selects them.

export type QualityLevel = 'EXCELLENT' | 'GOOD' | 'COMPLETED' | 'NOT_COMPLETED';
export type BallotChoice = QualityLevel | 'NOT_RATED' | 'BLANK';
export type SubjectKind =
  | 'PARTY_ORGANIZATION'
  | 'PARTY_CELL'
  | 'LEADERSHIP_COLLECTIVE'
  | 'LEADER'
  | 'PARTY_MEMBER';
export type SeatRole = 'CHAIR' | 'SECRETARY' | 'TELLER' | 'DELEGATE' | 'GUEST';
export type Stance = 'ACCEPT' | 'EXPLAIN';
export type OutcomeStatus = 'DECIDED' | 'PROPOSED' | 'NEEDS_DECISION' | 'NOT_RATED';

export interface TargetInput {
  name: string;
  planned: number;
  achieved: number;
}

export interface ReportInput {
  presentedBy: string;
  achievements?: string;
  shortcomings?: string;
  causes?: string;
  remedies?: string;
  targets?: TargetInput[];
}

export interface SeatInput {
  key: string;
  fullName: string;
  position: string;
  role: SeatRole;
  mayVote: boolean;
}

export interface AgendaItemInput {
  key: string;
  kind: SubjectKind;
  name: string;
  position?: string;
  peerGroup: string;
  seatKey?: string;
  presenterKey?: string;
  facts?: Record<string, number>;
}

export interface OrganizationInput {
  name: string;
  superior?: OrganizationInput;
}

export interface Preparation {
  organization: OrganizationInput;
  ordinal: number;
  title: string;
  period: { kind: 'YEAR'; year: number };
  heldOn: string;
  policyId: string;
  seats: SeatInput[];
  agenda: AgendaItemInput[];
  peerGroups: { peerGroup: string; size?: number }[];
}

export interface Refusal {
  __typename: 'Refusal';
  code: string;
  message: string;
  faults: { path: string[]; message: string }[];
}

export interface Accepted {
  __typename: 'Accepted';
  commandId: string;
  cursor: string;
  session: { id: string; status: string; cursor: string; rounds?: RoundHead[] };
}

export interface BallotReceipt {
  __typename: 'BallotReceipt';
  commandId: string;
  roundId: string;
  cursor: string;
}

export interface Credential {
  __typename: 'Credential';
  token: string;
}

export interface SeatParts {
  id: string;
  position: string | null;
  role: SeatRole;
  person: { id: string; fullName: string };
}

export interface SubjectParts {
  kind: SubjectKind;
  name: string;
  peerGroup: string;
}

export interface PreparedSession {
  __typename: 'PreparedSession';
  session: {
    id: string;
    status: string;
    organization: { id: string; name: string };
    seats: SeatParts[];
    reviews: { id: string; position: number; subject: SubjectParts }[];
  };
  accessCodes: { code: string; seat: SeatParts | null }[];
}

export interface ApiKey {
  __typename: 'ApiKey';
  key: string;
}

export interface RoundHead {
  id: string;
  status: 'OPEN' | 'CLOSED' | 'VOID';
  electorate: number;
  turnout: number;
  voidReason: string | null;
  reviews: { id: string }[];
}

export interface TallyParts {
  base: number;
  counted: number;
  counts: { choice: BallotChoice; count: number }[];
}

export interface CommentParts {
  id: string;
  body: string;
  author: SeatParts;
}

export interface ReviewParts {
  id: string;
  position: number;
  subject: SubjectParts;
}

export interface ReviewInFocus extends ReviewParts {
  report: { presentedBy: string | null; targets: TargetInput[] } | null;
  commentsConnection: { edges: { node: CommentParts }[] };
  responses: { id: string; stance: Stance; body: string; author: SeatParts }[];
}

export interface QuotaParts {
  peerGroup: string;
  status: string;
  excellent: number;
  allowed: number | null;
  explanation: string;
}

export interface ScreenFrame {
  cursor: string;
  session: {
    status: 'PREPARED' | 'CONVENED' | 'ADJOURNED';
    attendance: { summoned: number; present: number; quorumNeeded: number; quorumMet: boolean };
    currentReview: ReviewInFocus | null;
    reviews: (ReviewParts & { outcome: { level: QualityLevel | null; status: OutcomeStatus } | null })[];
    openRound: (RoundHead & { tallies: TallyParts[] }) | null;
    rounds: RoundHead[];
    quotas: QuotaParts[];
  };
}

export interface OwnView {
  cursor: string;
  ballots: { sealed: boolean; round: RoundHead; reviews: { id: string }[] }[];
}

export interface RecordedResult {
  id: string;
  level: QualityLevel | null;
  status: OutcomeStatus;
  session: { id: string } | null;
  subject: SubjectParts;
  tally: TallyParts | null;
  outcome: {
    final: boolean;
    trace: { applied: boolean; explanation: string; rule: { id: string; certainty: string } }[];
  } | null;
}
