import { Args, FieldResolver, Resolver, Root } from 'type-graphql';
import { connectionOf, PageArgs, pageRequest, sliceOf } from '../pagination.ts';
import { CommentConnection } from '../types/connections.ts';
import { Review } from '../types/review.ts';

@Resolver(() => Review)
export class ReviewResolver {
  @FieldResolver(() => CommentConnection, {
    description: 'All comments, oldest first, withdrawn ones included: `last: 5` gives the newest five.',
  })
  async commentsConnection(
    @Root() review: Review,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<CommentConnection> {
    const slice = sliceOf(await review.allComments(), pageRequest(page));
    return connectionOf(slice, (comment) => comment);
  }
}
