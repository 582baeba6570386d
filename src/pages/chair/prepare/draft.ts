import { v4 as uuid } from 'uuid';
import type {
  Authority,
  PeriodKind,
  QualityLevel,
  SeatRole,
  SubjectKind,
} from '../../../../schema/operations/typed.ts';
import { sameName } from '../../../words/names.ts';
import { type DraftFacts, noFacts } from './facts.ts';

/** A preparation as it is typed. Keys are made once and do not change, because a seat that keeps its key keeps its access code. */
export interface Draft {
  readonly organization: string;
  readonly superior: string;
  readonly title: string;
  readonly ordinal: string;
  readonly periodKind: PeriodKind;
  readonly year: string;
  readonly quarter: string;
  readonly heldOn: string;
  /** Empty for the policy in force. */
  readonly policyId: string;
  readonly settings: DraftSettings;
  readonly seats: readonly DraftSeat[];
  readonly agenda: readonly DraftItem[];
  /** By the group's name on the agenda. */
  readonly peerGroups: Readonly<Record<string, DraftGroup>>;
}

/** An empty setting is the policy's. */
export interface DraftSettings {
  readonly quorum: string;
  readonly threshold: string;
  readonly inclusive: '' | 'yes' | 'no';
  readonly base: string;
  readonly selfVote: string;
  readonly quotaRatio: string;
  readonly quotaBase: string;
  readonly quotaRounding: string;
  readonly quotaAction: string;
}

export interface DraftSeat {
  readonly key: string;
  readonly fullName: string;
  readonly position: string;
  readonly role: SeatRole;
  readonly mayVote: boolean;
}

export interface DraftItem {
  readonly key: string;
  readonly kind: SubjectKind;
  readonly name: string;
  readonly position: string;
  readonly peerGroup: string;
  readonly seatKey: string;
  readonly presenterKey: string;
  readonly selfLevel: QualityLevel | '';
  readonly authority: Authority | '';
  readonly facts: DraftFacts;
}

export const groupCounts = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'] as const;
export type DraftGroup = Readonly<Record<'size' | 'notRated' | (typeof groupCounts)[number], string>>;

export const noGroup: DraftGroup = {
  size: '',
  EXCELLENT: '',
  GOOD: '',
  COMPLETED: '',
  NOT_COMPLETED: '',
  notRated: '',
};

export const noSettings: DraftSettings = {
  quorum: '',
  threshold: '',
  inclusive: '',
  base: '',
  selfVote: '',
  quotaRatio: '',
  quotaBase: '',
  quotaRounding: '',
  quotaAction: '',
};

export const levels = ['EXCELLENT', 'GOOD', 'COMPLETED', 'NOT_COMPLETED'] as const;
export const roles = ['CHAIR', 'SECRETARY', 'TELLER', 'DELEGATE', 'GUEST'] as const;
export const kinds = [
  'PARTY_CELL',
  'PARTY_ORGANIZATION',
  'LEADERSHIP_COLLECTIVE',
  'LEADER',
  'PARTY_MEMBER',
] as const;

export const isPerson = (kind: SubjectKind): boolean => kind === 'LEADER' || kind === 'PARTY_MEMBER';

/** Makes a key for one seat or item. */
export const newKey = (): string => uuid().slice(0, 18);

/** `today` is YYYY-MM-DD. */
export function newDraft(today: string, key: string): Draft {
  return {
    organization: '',
    superior: '',
    title: '',
    ordinal: '',
    periodKind: 'YEAR',
    year: today.slice(0, 4),
    quarter: '1',
    heldOn: today,
    policyId: '',
    settings: noSettings,
    seats: [{ ...newSeat(key), role: 'CHAIR' }],
    agenda: [],
    peerGroups: {},
  };
}

export function newSeat(key: string): DraftSeat {
  return { key, fullName: '', position: '', role: 'DELEGATE', mayVote: true };
}

export function newItem(key: string, kind: SubjectKind): DraftItem {
  return {
    key,
    kind,
    name: '',
    position: '',
    peerGroup: '',
    seatKey: '',
    presenterKey: '',
    selfLevel: '',
    authority: '',
    facts: noFacts,
  };
}

/** Says whether a draft has nothing that somebody would miss. */
export function isUntouched(seats: readonly DraftSeat[], agenda: readonly DraftItem[]): boolean {
  return agenda.length === 0 && seats.every(({ fullName, position }) => fullName === '' && position === '');
}

/** Returns, by the item's key, the seat of each person under review that is most likely theirs and is not linked to them. */
export function seatsByName({ seats, agenda }: Pick<Draft, 'seats' | 'agenda'>): ReadonlyMap<string, string> {
  const byName = new Map<string, string[]>();
  for (const { key, fullName } of seats) {
    const name = sameName(fullName);
    if (name !== '') byName.set(name, [...(byName.get(name) ?? []), key]);
  }
  const found = new Map<string, string>();
  for (const { key, kind, name, seatKey } of agenda) {
    const [only, other] = byName.get(sameName(name)) ?? [];
    if (isPerson(kind) && seatKey === '' && only !== undefined && other === undefined) found.set(key, only);
  }
  return found;
}

/** Removes seats that no longer exist from the items that name them, and changes nothing else. */
export function withoutLostSeats(
  agenda: readonly DraftItem[],
  seats: readonly DraftSeat[],
): { readonly agenda: readonly DraftItem[]; readonly lost: number } {
  const there = new Set(seats.map(({ key }) => key));
  const stays = (key: string) => (there.has(key) ? key : '');
  let lost = 0;
  const left = agenda.map((item) => {
    const seatKey = stays(item.seatKey);
    const presenterKey = stays(item.presenterKey);
    if (seatKey === item.seatKey && presenterKey === item.presenterKey) return item;
    lost += 1;
    return { ...item, seatKey, presenterKey };
  });
  return { agenda: left, lost };
}

/** Removes items that no longer exist from those that head or lead them. */
export function withoutLostItems(agenda: readonly DraftItem[]): readonly DraftItem[] {
  const there = new Set(agenda.map(({ key }) => key));
  return agenda.map((item) => {
    const heads = item.facts.heads.filter((key) => there.has(key));
    const leads = there.has(item.facts.leads) ? item.facts.leads : '';
    if (heads.length === item.facts.heads.length && leads === item.facts.leads) return item;
    return { ...item, facts: { ...item.facts, heads, leads } };
  });
}

/** Returns the groups of the agenda in its order, and then those of which only something is known. */
export function groupsOf({ agenda, peerGroups }: Pick<Draft, 'agenda' | 'peerGroups'>): readonly string[] {
  const said = Object.keys(peerGroups).filter((name) => isSaid(peerGroups[name]));
  return [...new Set([...agenda.map(({ peerGroup, kind }) => peerGroup.trim() || kind), ...said])];
}

export function isSaid(group: DraftGroup | undefined): boolean {
  return group !== undefined && Object.values(group).some((value) => value !== '');
}
