import type {
  CommentPartsFragment,
  ResponsePartsFragment,
  SeatPartsFragment,
} from '../../../schema/operations/typed.ts';
import type { Distinct } from '../../words/names.ts';
import { timeOf } from '../format.ts';
import { Name } from '../kit/name.tsx';
import { commonWords, say } from '../words.ts';
import { sessionWords } from './words.ts';

interface DiscussionProps {
  readonly comments: readonly CommentPartsFragment[];
  readonly responses: readonly ResponsePartsFragment[];
  readonly nameOf: (seat: SeatPartsFragment) => Distinct;
}

/** What was said on a review: comments, then responses, each oldest first. */
export function Discussion({ comments, responses, nameOf }: DiscussionProps) {
  const t = say(sessionWords);
  const { stances } = say(commonWords);
  return (
    <div class="discussion stack">
      <section>
        <h3>{t.comments}</h3>
        {comments.length === 0 ? (
          <p class="secondary">{t.noComments}</p>
        ) : (
          <ul class="comments">
            {comments.map(({ id, author, body, at }) => (
              <li key={id} class="comment">
                <p class="comment-head">
                  <strong>
                    <Name of={nameOf(author)} />
                  </strong>{' '}
                  · {timeOf(at)}
                </p>
                <p class="prewrap">{body}</p>
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
                <p class="prewrap">{body}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
