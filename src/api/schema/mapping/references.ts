import type {
  Outcome as Judged,
  RuleStep as JudgedStep,
  QuotaStanding as Standing,
} from '../../../core/policy/outcome.ts';
import type { Policy as Regime } from '../../../core/policy/policy.ts';
import { explanationOf, type Language, quotaExplanationOf } from '../../../words/words.ts';
import type { Loaders } from '../loaders.ts';
import type { Outcome, QuotaStanding, RuleStep } from '../types/outcome.ts';
import type { Organization, Person } from '../types/people.ts';
import type { Policy, Rule } from '../types/policy.ts';

export function organizationOf(
  loaders: Loaders,
  row: { readonly id: string; readonly name: string; readonly superiorId?: string | null },
): Organization {
  return {
    __typename: 'Organization',
    id: row.id,
    name: row.name,
    superior: async () => {
      const whole = row.superiorId === undefined ? await loaders.organization.load(row.id) : row;
      const superiorId = whole?.superiorId ?? null;
      const superior = superiorId === null ? null : await loaders.organization.load(superiorId);
      return superior === null ? null : organizationOf(loaders, superior);
    },
  };
}

export function personOf(row: { readonly id: string; readonly fullName: string }): Person {
  return { __typename: 'Person', id: row.id, fullName: row.fullName };
}

/** Makes a person by the id, because an imported row may have another name for the person. */
export function personById(
  loaders: Loaders,
  { id, fullName }: { readonly id: string; readonly fullName: string },
): Person {
  const own = async () => (await loaders.person.load(id))?.fullName ?? fullName;
  return { __typename: 'Person', id, fullName: own };
}

export function policyOf(policy: Regime, language: Language): Policy {
  const { id, version, validFrom, validTo, instruments, settings } = policy;
  return {
    __typename: 'Policy',
    id,
    name: policy.name[language],
    version,
    validFrom,
    validTo,
    instruments,
    settings,
    rules: () => policy.rules.map((rule) => ruleOf(rule, language)),
  };
}

function ruleOf(rule: Regime['rules'][number], language: Language): Rule {
  const { id, source, certainty } = rule;
  return { id, summary: rule.summary[language], source, certainty };
}

/** Makes an outcome with its sentences. `policy` is the one of its session, by which it was judged. */
export function outcomeOf(outcome: Judged, policy: Regime, language: Language): Outcome {
  const { level, status, authority, final, ruled, settledReason } = outcome;
  return {
    level,
    status,
    authority,
    final,
    trace: () => outcome.trace.map((step) => stepOf(step, policy, language)),
    ruledLevel: ruled?.level ?? null,
    ruledStatus: ruled?.status ?? null,
    settledReason,
  };
}

function stepOf(step: JudgedStep, policy: Regime, language: Language): RuleStep {
  const { ruleId, applied, before, after } = step;
  return {
    rule: () => {
      const rule = policy.rules.find((one) => one.id === ruleId);
      if (rule === undefined) throw new Error(`a trace names ${ruleId}, which policy ${policy.id} has not`);
      return ruleOf(rule, language);
    },
    applied,
    before,
    after,
    explanation: () => explanationOf(language, step),
  };
}

export function quotaOf(standing: Standing, language: Language): QuotaStanding {
  const { peerGroup, excellent, allowed, base, excess, status } = standing;
  const explanation = () => quotaExplanationOf(language, standing);
  return { peerGroup, excellent, allowed, base, excess, status, explanation };
}
