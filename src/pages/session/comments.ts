import { useState } from 'preact/hooks';
import {
  type CommentPartsFragment,
  ReviewCommentsDocument,
  type ReviewInFocusFragment,
} from '../../../schema/operations/typed.ts';
import { useAsked } from '../live/answers.ts';
import type { Connection } from '../live/connection.ts';

/** How many more comments are shown at a time. */
const onPage = 50;

/** Returns the newest comments on a review, which come with frames, the oldest first. Withdrawn ones are among them. */
export function newestComments({
  commentsConnection,
}: ReviewInFocusFragment): readonly CommentPartsFragment[] {
  return commentsConnection.edges.map(({ node }) => node);
}

/** The comments on a review that are shown: the newest, and as many earlier ones as were asked for. */
export interface Comments {
  /** The oldest first. Withdrawn ones are among them. */
  readonly shown: readonly CommentPartsFragment[];
  readonly total: number;
  /** Asks for more earlier ones; null where all are shown. */
  readonly more: (() => void) | null;
  readonly busy: boolean;
}

/** Returns the comments and follows them. Earlier ones are asked for again whenever the review has changed, because any of them may have been withdrawn. */
export function useComments(connection: Connection, review: ReviewInFocusFragment): Comments {
  const [wanted, setWanted] = useState(0);
  const asked = useAsked(connection, wanted === 0 ? null : review.id, `${review.revision}/${wanted}`, () =>
    lastComments(connection, review.id, wanted),
  ).value;
  const newest = newestComments(review);
  const known = new Set(newest.map(({ id }) => id));
  const shown = [...(asked.data ?? []).filter(({ id }) => !known.has(id)), ...newest];
  const total = review.commentsConnection.totalCount;
  return {
    shown,
    total,
    more: shown.length < total ? () => setWanted(shown.length + onPage) : null,
    busy: wanted > shown.length && asked.is === 'waiting',
  };
}

/** Returns the last `count` comments before a cursor, or as many as there are, the oldest first. */
async function lastComments(
  connection: Connection,
  id: string,
  count: number,
  before: string | null = null,
): Promise<readonly CommentPartsFragment[]> {
  const last = Math.min(onPage, count);
  const { node } = await connection.ask(ReviewCommentsDocument, { id, last, before });
  if (node?.__typename !== 'Review') return [];
  const { edges, pageInfo } = node.commentsConnection;
  const found = edges.map((edge) => edge.node);
  if (!pageInfo.hasPreviousPage || found.length >= count) return found;
  return [...(await lastComments(connection, id, count - found.length, pageInfo.startCursor)), ...found];
}
