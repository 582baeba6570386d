import {
  type CommentPartsFragment,
  type ResponsePartsFragment,
  WithdrawCommentDocument,
} from '../../../schema/operations/typed.ts';
import { type Distinct, nameInLine } from '../../words/names.ts';
import { timeOf } from '../format.ts';
import { CommandButton } from '../kit/command-button.tsx';
import { Name } from '../kit/name.tsx';
import { send } from '../live/command.ts';
import { commonWords, say } from '../words.ts';
import { CollapsibleText } from './collapsible-text.tsx';
import type { ReviewScope } from './comment-forms.tsx';
import type { Comments } from './comments.ts';
import { MoreComments } from './more-comments.tsx';
import type { NamedSeat } from './seat-names.ts';
import { sessionWords } from './words.ts';

interface DiscussionProps extends ReviewScope {
  readonly comments: Comments;
  readonly responses: readonly ResponsePartsFragment[];
  readonly nameOf: (seat: NamedSeat) => Distinct;
  /** Whether the reader may withdraw a comment of this seat. */
  readonly mayWithdraw: (authorId: string) => boolean;
}

/** Shows what was said on a review: comments, then responses, the oldest first. */
export function Discussion({ comments, responses, nameOf, mayWithdraw, ...of }: DiscussionProps) {
  const t = say(sessionWords);
  const { stances } = say(commonWords);
  return (
    <div class="discussion stack">
      <section class="stack tight">
        <h3>{t.comments}</h3>
        <MoreComments comments={comments} />
        {comments.total === 0 ? (
          <p class="secondary">{t.noComments}</p>
        ) : (
          <ul class="comments">
            {comments.shown.map((comment) => (
              <li key={comment.id} class="comment">
                <div class="row spread comment-head">
                  <p>
                    <strong>
                      <Name of={nameOf(comment.author)} />
                    </strong>{' '}
                    · {timeOf(comment.at)}
                  </p>
                  {comment.withdrawal === null && mayWithdraw(comment.author.id) && (
                    <Withdraw {...of} comment={comment} name={nameInLine(nameOf(comment.author))} />
                  )}
                </div>
                {comment.withdrawal === null ? (
                  <CollapsibleText text={comment.body} />
                ) : (
                  <p class="secondary">
                    {t.withdrawn(timeOf(comment.withdrawal.at), nameInLine(nameOf(comment.withdrawal.by)))}
                  </p>
                )}
              </li>
            ))}
          </ul>
        )}
      </section>
      {responses.length > 0 && (
        <section>
          <h3>{t.responses}</h3>
          <ul class="comments">
            {responses.map(({ id, author, stance, body, at }) => (
              <li key={id} class="comment response">
                <p class="comment-head">
                  <strong>
                    <Name of={nameOf(author)} />
                  </strong>{' '}
                  · <span class="tag">{stances[stance]}</span> · {timeOf(at)}
                </p>
                <CollapsibleText text={body} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

interface WithdrawProps extends ReviewScope {
  readonly comment: CommentPartsFragment;
  readonly name: string;
}

function Withdraw({ connection, sessionId, reviewId, comment, name }: WithdrawProps) {
  const t = say(sessionWords);
  return (
    <CommandButton
      label={t.withdraw}
      of={`${name}, ${timeOf(comment.at)}`}
      small
      ask={{
        title: t.withdrawTitle(name),
        body: (
          <>
            <CollapsibleText text={comment.body} />
            <p>{t.withdrawBody}</p>
          </>
        ),
      }}
      run={(commandId) =>
        send(connection, WithdrawCommentDocument, { commandId, sessionId, reviewId, commentId: comment.id })
      }
    />
  );
}
