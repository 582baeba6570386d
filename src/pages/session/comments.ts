import type { CommentPartsFragment, ReviewInFocusFragment } from '../../../schema/operations/typed.ts';

/** The newest comments on a review, as frames carry them, oldest first; withdrawn ones among them. */
export function newestComments({
  commentsConnection,
}: ReviewInFocusFragment): readonly CommentPartsFragment[] {
  return commentsConnection.edges.map(({ node }) => node);
}
