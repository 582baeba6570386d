import { ballotChoices } from '../../core/vocabulary.ts';
import type { ResultRow, SessionRow } from '../../history/history.ts';
import type { Context } from '../context.ts';
import type { Result } from '../types/history.ts';
import type { Review } from '../types/review.ts';
import type { Session } from '../types/session.ts';
import { organizationOf, outcomeOf, personById, policyOf } from './house.ts';

/** A result of history, as it was recorded. What it points to is shown as this viewer may know it. */
export function resultOf(row: ResultRow, context: Context): Result {
  const { loaders, language } = context;
  const { recorded } = row;
  const { sessionId } = row;
  const sessionPolicy = async () => (sessionId === null ? null : loaders.sessionPolicy.load(sessionId));
  const other = async (id: string | null) => {
    const found = id === null ? null : await loaders.result.load(id);
    return found === null ? null : resultOf(found, context);
  };
  return {
    __typename: 'Result',
    id: row.id,
    organization: () =>
      organizationOf(loaders, { id: recorded.organizationId, name: recorded.organizationName }),
    session: async () => (sessionId === null ? null : context.session(sessionId)),
    period: recorded.period,
    subject: {
      kind: recorded.kind,
      name: recorded.name,
      position: recorded.position,
      peerGroup: recorded.peerGroup,
      organization: () =>
        organizationOf(loaders, {
          id: recorded.subjectOrganizationId,
          name: recorded.subjectOrganizationName,
        }),
      person:
        recorded.personId === null
          ? null
          : personById(loaders, { id: recorded.personId, fullName: recorded.personName ?? recorded.name }),
    },
    level: row.level,
    status: row.status,
    authority: recorded.authority,
    tally: recorded.tally === null ? null : () => tallyOf(row, context),
    outcome: async () => {
      const policy = (await sessionPolicy())?.policy;
      return policy === undefined ? null : outcomeOf(recorded.outcome, policy, language);
    },
    policy: async () => {
      const policy = (await sessionPolicy())?.policy;
      return policy === undefined ? null : policyOf(policy, language);
    },
    settings: async () => (await sessionPolicy())?.settings ?? null,
    recordedAt: row.recordedAtMs,
    decisions: async () =>
      (await row.decisions()).map(({ atMs, ...decision }) => ({ ...decision, at: atMs })),
    supersedes: () => other(row.supersedesId),
    supersededBy: () => other(row.supersededById),
  };
}

function tallyOf(row: ResultRow, context: Context) {
  const { sessionId } = row;
  const { tally } = row.recorded;
  // [R85] Of an imported one: a tally is of a review, and that is elsewhere.
  if (tally === null || tally.reviewId === null || sessionId === null) return null;
  const { reviewId, electorate, base, counted, counts } = tally;
  return {
    review: () => reviewLater(reviewId, async () => (await context.recordScene(sessionId)).review(reviewId)),
    revision: counted + 1,
    electorate,
    base,
    counted,
    counts: ballotChoices.map((choice) => ({ choice, count: counts[choice] })),
    disclosures: async () => (await context.recordScene(sessionId)).disclosures(reviewId),
  };
}

/** An adjourned session: what its row has at once, the rest from its journal once it is asked for. */
export function sessionOf(row: SessionRow, context: Context): Session {
  const { id, ordinal, title, period, heldOn, status, organizationId } = row;
  const later = fieldsOf<Session>(async () => {
    const scene = await context.scene(id);
    if (scene === null) throw new Error(`session ${id} was read for a viewer that may not see it`);
    return scene.session();
  });
  return {
    __typename: 'Session',
    id,
    ordinal,
    title,
    period,
    heldOn,
    status,
    organization: async () => {
      const organization = await context.loaders.organization.load(organizationId);
      if (organization === null) throw new Error(`${organizationId} holds sessions and is not there`);
      return organizationOf(context.loaders, organization);
    },
    policy: later('policy'),
    settings: later('settings'),
    seats: later('seats'),
    attendance: later('attendance'),
    reviews: later('reviews'),
    currentReview: later('currentReview'),
    rounds: later('rounds'),
    openRound: later('openRound'),
    quotas: later('quotas'),
    namesAlike: later('namesAlike'),
    revision: later('revision'),
    cursor: later('cursor'),
    head: later('head'),
  };
}

/** A review of which most ask for the id only. */
function reviewLater(id: string, read: () => Promise<Review>): Review {
  const later = fieldsOf(read);
  return {
    __typename: 'Review',
    id,
    position: later('position'),
    subject: later('subject'),
    presenter: later('presenter'),
    status: later('status'),
    revision: later('revision'),
    openedAt: later('openedAt'),
    report: later('report'),
    selfLevel: later('selfLevel'),
    comments: later('comments'),
    allComments: later('allComments'),
    responses: later('responses'),
    rounds: later('rounds'),
    outcome: later('outcome'),
    disclosures: later('disclosures'),
  };
}

type Value<Field> = Field extends () => infer Result ? Awaited<Result> : Field;

/** Fields of an object that is read when the first of them is asked for, and once. */
function fieldsOf<Wire extends object>(read: () => Promise<Wire>) {
  let whole: Promise<Wire> | null = null;
  return <Key extends keyof Wire>(key: Key) =>
    async (): Promise<Value<Wire[Key]>> => {
      whole ??= read();
      const value: unknown = ((await whole) as Wire)[key];
      return (typeof value === 'function' ? value() : value) as Value<Wire[Key]>;
    };
}
