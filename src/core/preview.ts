import { quotaPlace } from './classify.ts';
import type { Fault } from './fault.ts';
import { limits } from './limits.ts';
import { type Facts, type FactsInput, readFacts } from './policy/facts.ts';
import { judge, type Vote } from './policy/judge.ts';
import type { Other, Outcome } from './policy/outcome.ts';
import type { Policy, PolicySettings } from './policy/policy.ts';
import { readSettings, type SettingsInput } from './policy/settings.ts';
import { invalid, notFound, type Refusal, refuse } from './refusal.ts';
import { baseOf, noCounts, sumOf, type Tally } from './tally.ts';
import { readWhole, tidy } from './text.ts';
import type { Authority, BallotChoice, QualityLevel, SubjectKind } from './vocabulary.ts';

/** What an outcome is asked for. Nothing of it is written. */
export interface PreviewInput {
  readonly policyId: string;
  readonly settings?: SettingsInput | null | undefined;
  readonly kind: SubjectKind;
  readonly authority?: Authority | null | undefined;
  readonly facts?: FactsInput | null | undefined;
  /** The subjects that `facts.heads` and `facts.leads` name, with their levels; null for one that got no level. One that is missing here is open. */
  readonly others: readonly { readonly key: string; readonly level?: QualityLevel | null | undefined }[];
  /** Where it is null, there is no vote, and only an excluded subject has an outcome. */
  readonly tally?: TallyInput | null | undefined;
  readonly recused: boolean;
}

/** `members` are the voting seats of the body, without the recused one. `electorate` are those of them that were present; all where it is left out. */
export interface TallyInput {
  readonly members: number;
  readonly electorate?: number | null | undefined;
  readonly counts: readonly { readonly choice: BallotChoice; readonly count: number }[];
}

export interface Preview {
  readonly policy: Policy;
  readonly settings: PolicySettings;
  readonly outcome: Outcome;
}

/**
 * [P80] Returns the outcome that the policy gives, by the same judge that closes rounds. Quotas wait, because they are of a session. Refuses with
 * REVIEW_WITHOUT_VOTE where there is no vote and no exclusion.
 */
export function preview(input: PreviewInput, policies: readonly Policy[]): Preview | Refusal {
  const policy = policies.find((one) => one.id === input.policyId);
  if (policy === undefined) return notFound(['policyId']);
  const faults: Fault[] = [];
  const settings = readSettings(faults, policy.settings, input.settings ?? {});
  const facts = readFacts(faults, ['facts'], input.facts ?? {});
  const tally = input.tally ? readTally(faults, settings, input.tally) : null;
  if (input.others.length > limits.agendaItems) {
    faults.push({ path: ['others'], problem: { is: 'TOO_MANY', most: limits.agendaItems } });
  }
  if (faults.length > 0) return invalid(faults);
  const authority = input.authority ?? policy.authorities[input.kind];
  const { headed, led } = othersOf(facts, input.others);
  const vote: Vote | null = tally === null ? null : { tally, recused: input.recused, attendance: null };
  const { kind } = input;
  const quota = quotaPlace({ settings }, { authority, facts, peerGroup: kind }, null);
  const subject = { kind, authority, facts, headed, led, quota };
  const outcome = judge({ policy, settings, ...subject, vote, final: false });
  return outcome === null ? refuse('REVIEW_WITHOUT_VOTE') : { policy, settings, outcome };
}

function readTally(faults: Fault[], settings: PolicySettings, input: TallyInput): Tally {
  const members = readWhole(faults, ['tally', 'members'], input.members, 0, limits.largestCount);
  const given = input.electorate ?? members;
  const electorate = readWhole(faults, ['tally', 'electorate'], given, 0, members);
  const counts = { ...noCounts };
  const taken = new Set<BallotChoice>();
  for (const [index, { choice, count }] of input.counts.entries()) {
    const path = ['tally', 'counts', String(index)];
    if (taken.has(choice)) faults.push({ path: [...path, 'choice'], problem: { is: 'DOUBLED' } });
    taken.add(choice);
    counts[choice] = readWhole(faults, [...path, 'count'], count, 0, electorate);
  }
  const counted = sumOf(counts);
  if (counted > electorate) {
    faults.push({ path: ['tally', 'counts'], problem: { is: 'OUT_OF_RANGE', least: 0, most: electorate } });
  }
  return {
    reviewId: '',
    electorate,
    base: baseOf(settings.base, members, electorate, counts),
    counted,
    counts,
  };
}

function othersOf(
  facts: Facts,
  others: PreviewInput['others'],
): { readonly headed: readonly Other[]; readonly led: Other | null } {
  const known = new Map(others.map(({ key, level }) => [tidy(key), level ?? null]));
  const other = (name: string): Other => {
    const level = known.get(name);
    if (level === undefined) return { name, is: 'OPEN' };
    return level === null ? { name, is: 'WITHOUT_LEVEL' } : { name, is: 'RATED', level };
  };
  const offAgenda = (facts.headedLevels ?? []).map((level): Other => ({ name: null, is: 'RATED', level }));
  return {
    headed: [...(facts.heads ?? []).map(other), ...offAgenda],
    led: facts.leads === undefined ? null : other(facts.leads),
  };
}
