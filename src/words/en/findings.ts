import type { Finding, Other, ShareTest } from '../../core/policy/outcome.ts';
import { type QualityLevel, qualityLevels } from '../../core/vocabulary.ts';
import { capitalised, groupName, ratioText, relationFound, sumText } from '../numbers.ts';
import { answers, relations } from './answers.ts';
import { labels } from './labels.ts';
import { standing } from './standing.ts';

const { levels } = labels;

type Found<Name extends Finding['found']> = Finding & { readonly found: Name };

/** Returns what a rule found, as sentences. */
export function finding(found: Finding): string {
  switch (found.found) {
    case 'QUORUM': {
      const { present, summoned, needed, share } = found;
      return `${present} of ${summoned} voting seats were present, ${needed} are needed (${ratioText(share)}).`;
    }
    case 'NOBODY_RECUSED':
      return 'No voting seat had to stay out of this review.';
    case 'SELF_LEFT_OUT':
      return `The seat under review did not vote on itself and is left out; shares are taken of ${found.base}.`;
    case 'BASE':
      return base(found);
    case 'SHARES':
      return `${found.tests.map(test).join('; ')}.`;
    case 'PLURALITY':
      return plurality(found);
    case 'PEOPLE_MUST_DECIDE':
      return 'No level passed alone: by the setting, people must decide.';
    case 'NOT_NEEDED':
      return 'Not needed: a level passed alone.';
    case 'CASE':
      return holding(found);
    case 'REQUIREMENT':
      return requirement(found);
    case 'BOUND': {
      const most = found.most === null ? '' : ` Not above ${levels[found.most]}.`;
      return `${capitalised(found.others.map(other).join('; '))}.${most}`;
    }
    case 'QUOTA_WAITS':
      return `The quota of “${groupName(labels, found.peerGroup)}” is looked at over the whole group, when the session is adjourned.`;
    case 'OUTSIDE_QUOTA':
      return found.why === 'PROPOSED'
        ? 'Only proposed here, so in no quota of this session.'
        : 'Heads are left out of the quota, by the setting.';
    case 'QUOTA':
      return standing(found.standing);
    case 'SETTLED':
      return 'The committee settled the level itself.';
    case 'AUTHORITY':
      return authority(found);
    default:
      return found satisfies never;
  }
}

function base({ of, base, electorate, counted, blank }: Found<'BASE'>): string {
  const every = of === 'BODY_MEMBERS' ? 'all' : 'the';
  const cast = `${counted} of ${electorate} cast, ${blank === 0 ? 'none' : blank} of them blank`;
  return `Shares are taken of ${every} ${base} ${labels.voteBases[of]}; ${cast}.`;
}

function test(one: ShareTest): string {
  const { level, marks, base, share } = one;
  const verb = relations.NUMBERS[relationFound(one)];
  return `${levels[level]}: ${sumText(marks)} of ${base} ${verb} ${share.numerator}/${share.denominator}`;
}

function plurality({ marks, tied }: Found<'PLURALITY'>): string {
  const counts = qualityLevels.map((level, index) => `${levels[level]} ${marks[index] ?? 0}`).join(', ');
  return tied
    ? `No level has the most marks alone: ${counts}. People must decide.`
    : `The level with the most marks: ${counts}.`;
}

function holding({ truth, because, most }: Found<'CASE'>): string {
  const said = answers(because);
  switch (truth) {
    case 'TRUE':
      return `It holds${most === null ? '' : `: at most ${levels[most]}`}.${said}`;
    case 'FALSE':
      return `It does not hold.${said}`;
    case 'UNKNOWN':
      return `Not known.${said} An unknown fact ${most === null ? 'neither forces nor lifts' : 'caps nothing'}.`;
    default:
      return truth satisfies never;
  }
}

function requirement({ levels: names, truth, because }: Found<'REQUIREMENT'>): string {
  const said = answers(because);
  const of = listed(names);
  switch (truth) {
    case 'TRUE':
      return `Met: ${of}.${said}`;
    case 'FALSE':
      return `Not met, so this is ruled out: ${of}.${said}`;
    case 'UNKNOWN':
      return `Not known, so this is not ruled out: ${of}.${said}`;
    default:
      return truth satisfies never;
  }
}

function listed(names: readonly QualityLevel[]): string {
  return names.map((level) => levels[level]).join(', ');
}

function other(one: Other): string {
  const name = one.name ?? 'a unit off the agenda';
  switch (one.is) {
    case 'RATED':
      return `${name}: ${levels[one.level]}`;
    case 'OPEN':
      return `${name}: still open, this waits for it`;
    case 'WITHOUT_LEVEL':
      return `${name}: has no level and caps nothing`;
    default:
      return one satisfies never;
  }
}

function authority({ status, authority }: Found<'AUTHORITY'>): string {
  if (status === 'NEEDS_DECISION') return 'No level remains: people must decide.';
  if (status === 'NOT_RATED') return 'Not rated.';
  return authority === 'DECIDE'
    ? 'This committee decides.'
    : 'This committee proposes; its superior decides.';
}
