import type { ResultRow, Scope } from '../../clerk/ports.ts';
import { ballotChoices } from '../../core/vocabulary.ts';
import type { Context } from '../context.ts';
import type { Result } from '../types/history.ts';
import { organizationOf, outcomeOf, personOf, policyOf } from './house.ts';

/** A result of history, as it was recorded. What it points to is shown as this viewer may know it. */
export function resultOf(row: ResultRow, context: Context, scope: Scope): Result {
  const { archive, language } = context;
  const { recorded } = row;
  const prepared = () => context.prepared(row.sessionId);
  const other = async (id: string | null) => {
    const found = id === null ? null : await archive.result(id, scope);
    return found === null ? null : resultOf(found, context, scope);
  };
  return {
    __typename: 'Result',
    id: row.id,
    organization: () =>
      organizationOf(archive, { id: recorded.organizationId, name: recorded.organizationName }),
    session: async () => (await context.scene(row.sessionId))?.session() ?? null,
    period: recorded.period,
    subject: {
      kind: recorded.kind,
      name: recorded.name,
      position: recorded.position,
      peerGroup: recorded.peerGroup,
      organization: () =>
        organizationOf(archive, {
          id: recorded.subjectOrganizationId,
          name: recorded.subjectOrganizationName,
        }),
      person:
        recorded.personId === null
          ? null
          : personOf({ id: recorded.personId, fullName: recorded.personName ?? recorded.name }),
    },
    level: row.level,
    status: row.status,
    authority: recorded.authority,
    tally: recorded.tally === null ? null : () => tallyOf(row, context),
    outcome: async () => {
      const policy = (await prepared())?.policy;
      return policy === undefined ? null : outcomeOf(recorded.outcome, policy, language);
    },
    policy: async () => {
      const policy = (await prepared())?.policy;
      return policy === undefined ? null : policyOf(policy, language);
    },
    settings: async () => (await prepared())?.settings ?? null,
    recordedAt: row.recordedAtMs,
    decisions: row.decisions.map(({ atMs, ...decision }) => ({ ...decision, at: atMs })),
    supersedes: () => other(row.supersedesId),
    supersededBy: () => other(row.supersededById),
  };
}

function tallyOf(row: ResultRow, context: Context) {
  const { tally } = row.recorded;
  if (tally === null) return null;
  const { reviewId, electorate, base, counted, counts } = tally;
  return {
    review: async () => (await context.recordScene(row.sessionId)).review(reviewId),
    revision: counted + 1,
    electorate,
    base,
    counted,
    counts: ballotChoices.map((choice) => ({ choice, count: counts[choice] })),
  };
}
