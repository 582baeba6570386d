import type {
  AgendaItemInput,
  FactsInput,
  PeerGroupInput,
  PolicySettingsInput,
  PrepareSessionInput,
  RatioInput,
} from '../../../../schema/operations/typed.ts';
import { readDate } from '../../../words/dates.ts';
import {
  type Draft,
  type DraftGroup,
  type DraftItem,
  type DraftSettings,
  groupCounts,
  groupsOf,
  isSaid,
} from './draft.ts';
import { type DraftFacts, factKinds, factNames } from './facts.ts';
import { decimalOf, ratioOf, wholeOf } from './numbers.ts';
import { type SameSubject, sameSubjects } from './same-subject.ts';
import type { PrepareWords } from './words.ts';

export type TypingProblem = 'whole' | 'decimal' | 'ratio' | 'date' | 'year';

/** What cannot be sent to the server, or need not be, with the path that the server would name. */
export type TypingFault = { readonly path: readonly string[] } & (
  | { readonly problem: TypingProblem }
  | { readonly problem: 'same'; readonly same: SameSubject }
);

interface PolicyLike {
  readonly id: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  readonly settings: { readonly threshold: { readonly inclusive: boolean; readonly share: RatioInput } };
}

export interface DraftReading {
  readonly input: Omit<PrepareSessionInput, 'commandId'>;
  readonly faults: readonly TypingFault[];
}

type Tell = (path: readonly string[], problem: TypingProblem) => void;

/**
 * Returns the chosen policy; else the newest one that is in force on the last day of the period, or where that is unknown on the day it is held; else the
 * newest.
 */
export function policyInForce<Policy extends PolicyLike>(
  policies: readonly Policy[],
  draft: Pick<Draft, 'policyId' | 'periodKind' | 'year' | 'quarter' | 'heldOn'>,
): Policy | undefined {
  const chosen = policies.find(({ id }) => id === draft.policyId);
  if (chosen !== undefined) return chosen;
  const ends: Record<string, string> = { 1: '03-31', 2: '06-30', 3: '09-30', 4: '12-31' };
  const { periodKind, year, quarter, heldOn } = draft;
  const end = periodKind === 'YEAR' ? '12-31' : periodKind === 'QUARTER' ? ends[quarter] : undefined;
  const day = end === undefined ? heldOn : `${year}-${end}`;
  const newest = [...policies].sort((one, other) => other.validFrom.localeCompare(one.validFrom));
  return (
    newest.find(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day <= validTo)) ??
    newest[0]
  );
}

/**
 * Returns the draft as the API takes it. The page leaves the checks to the server, except for two items about the same subject: it knows these as well as the
 * server, and says so before anybody confirms.
 */
export function readDraft(draft: Draft, policy: PolicyLike): DraftReading {
  const faults: TypingFault[] = [];
  const tell: Tell = (path, problem) => faults.push({ path, problem });
  const { ordinal, year, heldOn, periodKind, quarter, superior } = draft;
  if (!/^\d{4}$/.test(year.trim())) tell(['period', 'year'], 'year');
  if (readDate(heldOn).is !== 'date') tell(['heldOn'], 'date');
  const input = {
    organization: {
      name: draft.organization,
      ...(superior.trim() !== '' && { superior: { name: superior } }),
    },
    title: draft.title,
    ordinal: ordinal.trim() === '' ? null : whole(tell, ['ordinal'], ordinal),
    period: {
      kind: periodKind,
      year: Number(year),
      ...(periodKind === 'QUARTER' && { quarter: Number(quarter) }),
    },
    heldOn,
    policyId: policy.id,
    settings: settingsOf(tell, draft.settings, policy),
    seats: draft.seats.map(({ key, fullName, position, role, mayVote }) => ({
      key,
      fullName,
      position: position || null,
      role,
      mayVote: mayVote && role !== 'GUEST',
    })),
    agenda: draft.agenda.map((item, index) => itemOf(tell, ['agenda', String(index)], item)),
    peerGroups: sentGroups(draft).map((name, index) =>
      groupOf(tell, ['peerGroups', String(index)], name, draft.peerGroups[name] as DraftGroup),
    ),
  };
  for (const same of sameSubjects(draft.agenda)) {
    faults.push({ path: ['agenda', String(same.index), same.field], problem: 'same', same });
  }
  return { input, faults };
}

/** Returns what a fault says. For two items about the same subject it is what the server would say. */
export function faultText(
  t: PrepareWords,
  numberedItem: (number: number) => string,
  fault: TypingFault,
): string {
  if (fault.problem !== 'same') return t.problems[fault.problem];
  const { by, earlier } = fault.same;
  return t.sameSubject[by](numberedItem(earlier + 1));
}

/** Returns the groups of which something is known. The API's faults count these. */
export function sentGroups(draft: Pick<Draft, 'agenda' | 'peerGroups'>): readonly string[] {
  return groupsOf(draft).filter((name) => isSaid(draft.peerGroups[name]));
}

function whole(tell: Tell, path: readonly string[], text: string): number {
  const read = wholeOf(text);
  if (read === null) tell(path, 'whole');
  return read ?? 0;
}

function settingsOf(tell: Tell, settings: DraftSettings, policy: PolicyLike): PolicySettingsInput | null {
  const given: Record<string, unknown> = {};
  for (const name of ['quorum', 'quotaRatio'] as const) {
    if (settings[name].trim() === '') continue;
    given[name] = ratioOf(settings[name]) ?? tell(['settings', name], 'ratio');
  }
  for (const name of ['base', 'selfVote', 'quotaBase', 'quotaRounding', 'quotaAction'] as const) {
    if (settings[name] !== '') given[name] = settings[name];
  }
  if (settings.threshold.trim() !== '' || settings.inclusive !== '') {
    const own = policy.settings.threshold;
    const share = settings.threshold.trim() === '' ? own.share : ratioOf(settings.threshold);
    if (share === null) tell(['settings', 'threshold'], 'ratio');
    const inclusive = settings.inclusive === '' ? own.inclusive : settings.inclusive === 'yes';
    given.threshold = { share, inclusive };
  }
  return Object.keys(given).length === 0 ? null : (given as PolicySettingsInput);
}

function itemOf(tell: Tell, path: readonly string[], item: DraftItem): AgendaItemInput {
  const facts = factsOf(tell, [...path, 'facts'], item.facts);
  return {
    key: item.key,
    kind: item.kind,
    name: item.name,
    position: item.position || null,
    peerGroup: item.peerGroup || null,
    seatKey: item.seatKey || null,
    presenterKey: item.presenterKey || null,
    selfLevel: item.selfLevel || null,
    authority: item.authority || null,
    facts: Object.keys(facts).length === 0 ? null : facts,
  };
}

function factsOf(tell: Tell, path: readonly string[], facts: DraftFacts): FactsInput {
  const given: Record<string, unknown> = {};
  for (const name of factNames) {
    const text = facts.values[name] ?? '';
    if (text.trim() === '') continue;
    const kind = factKinds[name];
    if (kind === 'flag') given[name] = text === 'yes';
    else if (kind === 'count') given[name] = whole(tell, [...path, name], text);
    else if (kind === 'decimal') given[name] = decimalOf(text) ?? tell([...path, name], 'decimal');
    else given[name] = text;
  }
  return {
    ...given,
    ...(facts.heads.length > 0 && { heads: [...facts.heads] }),
    ...(facts.headedLevels.length > 0 && { headedLevels: [...facts.headedLevels] }),
    ...(facts.leads !== '' && { leads: facts.leads }),
  };
}

function groupOf(tell: Tell, path: readonly string[], peerGroup: string, group: DraftGroup): PeerGroupInput {
  const number = (field: keyof DraftGroup) => whole(tell, [...path, field], group[field]);
  return {
    peerGroup,
    size: group.size === '' ? null : number('size'),
    notRated: group.notRated === '' ? 0 : number('notRated'),
    counts: groupCounts
      .filter((level) => group[level] !== '')
      .map((level) => ({ level, count: number(level) })),
  };
}
