import { type Judgement, judge } from '../../src/core/policy/judge.ts';
import type { Outcome } from '../../src/core/policy/outcome.ts';
import type { Policy } from '../../src/core/policy/policy.ts';
import { countMarks, sumOf, type Tally } from '../../src/core/tally.ts';
import { policies } from './core.ts';

export function policyOf(id: string): Policy {
  const found = policies.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no policy ${id}`);
  return found;
}

/** Returns a tally of marks that are written as '8E 5G'. */
export function tallyOf(marks: string, base: number): Tally {
  const counts = countMarks(
    marks.replace(/(\d+)(\w) ?/g, (_, count, letter) => letter.repeat(Number(count))),
  );
  if (counts === null) throw new Error(`no marks: ${marks}`);
  return { reviewId: 'rev', electorate: base, base, counted: sumOf(counts), counts };
}

/** Returns the input of a judgement: of a member without facts, by the policy of 2023, with 15 votes for excellent. `more` replaces parts of it. */
export function judgementOf(more: Partial<Judgement> = {}): Judgement {
  const policy = more.policy ?? policyOf('vn-124-2023');
  return {
    policy,
    settings: policy.settings,
    kind: 'PARTY_MEMBER',
    authority: 'DECIDE',
    facts: {},
    vote: { tally: tallyOf('15E', 15), recused: false, attendance: null },
    headed: [],
    led: null,
    quota: { is: 'WAITING', peerGroup: 'Đảng viên' },
    final: false,
    ...more,
  };
}

export function judged(more: Partial<Judgement> = {}): Outcome {
  const outcome = judge(judgementOf(more));
  if (outcome === null) throw new Error('a judgement without an outcome');
  return outcome;
}
