import { ballotChoices } from '../../../core/vocabulary.ts';
import type { ResultRow } from '../../../history/history.ts';
import type { Language } from '../../../words/words.ts';
import type { Loaders } from '../loaders.ts';
import type { Result } from '../types/history.ts';
import type { Session } from '../types/session.ts';
import { lazyReview } from './lazy-fields.ts';
import { organizationOf, outcomeOf, personById, policyOf } from './references.ts';
import type { SessionView } from './session-view.ts';

/** Who reads results: in which language, and how to read what results point to, as this viewer may know it. Every context has these. */
export interface ResultReader {
  readonly language: Language;
  readonly loaders: Loaders;
  /** Reads a session; null where the viewer may not see it. */
  session(sessionId: string): Promise<Session | null>;
  /** Reads what a viewer may know of the session of a result that is shown. */
  recordView(sessionId: string): Promise<SessionView>;
}

/** Makes a result of history, as it was recorded. What it points to is shown as this viewer may know it. */
export function resultOf(row: ResultRow, reader: ResultReader): Result {
  const { loaders, language } = reader;
  const { recorded } = row;
  const { sessionId } = row;
  const sessionPolicy = async () => (sessionId === null ? null : loaders.sessionPolicy.load(sessionId));
  const other = async (id: string | null) => {
    const found = id === null ? null : await loaders.result.load(id);
    return found === null ? null : resultOf(found, reader);
  };
  return {
    __typename: 'Result',
    id: row.id,
    organization: () =>
      organizationOf(loaders, { id: recorded.organizationId, name: recorded.organizationName }),
    session: async () => (sessionId === null ? null : reader.session(sessionId)),
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
    tally: recorded.tally === null ? null : () => tallyOf(row, reader),
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

function tallyOf(row: ResultRow, reader: ResultReader) {
  const { sessionId } = row;
  const { tally } = row.recorded;
  // [R85] An imported result has no tally here, because a tally is of a review, and that is elsewhere.
  if (tally === null || tally.reviewId === null || sessionId === null) return null;
  const { reviewId, electorate, base, counted, counts } = tally;
  return {
    review: () => lazyReview(reviewId, async () => (await reader.recordView(sessionId)).review(reviewId)),
    revision: counted + 1,
    electorate,
    base,
    counted,
    counts: ballotChoices.map((choice) => ({ choice, count: counts[choice] })),
    disclosures: async () => (await reader.recordView(sessionId)).disclosures(reviewId),
  };
}
