import {
  AddCommentDocument,
  RespondDocument,
  type SeatPartsFragment,
  type Stance,
} from '../../../schema/operations/typed.ts';
import { type Distinct, nameInLine } from '../../words/names.ts';
import { announce } from '../kit/announce.tsx';
import { Button } from '../kit/button.tsx';
import { Check, Select, TextArea } from '../kit/fields.tsx';
import { Notice } from '../kit/notice.tsx';
import { send, useAttempt } from '../live/command.ts';
import type { Connection } from '../live/connection.ts';
import { useTabState } from '../tab-state.ts';
import { commonWords, say } from '../words.ts';
import type { Comments } from './comments.ts';
import { FormFooter, type Taking } from './form-footer.tsx';
import { MoreComments } from './more-comments.tsx';
import { sessionWords } from './words.ts';

/** The review that a comment or a response is on. */
export interface ReviewScope {
  readonly connection: Connection;
  readonly sessionId: string;
  readonly reviewId: string;
}

interface CommentFormProps extends ReviewScope {
  readonly taking: Taking;
}

/** Adds a comment to the current review. Once the review takes none, the form stays only while it has a text. */
export function CommentForm({ connection, sessionId, reviewId, taking }: CommentFormProps) {
  const t = say(sessionWords);
  const [body, setBody] = useTabState(`comment.${reviewId}`, '');
  const attempt = useAttempt();
  if (taking !== 'OPEN' && body === '') return null;
  const comment = async () => {
    if (body.trim() === '' || taking !== 'OPEN') return;
    const done = await attempt.run((commandId) =>
      send(connection, AddCommentDocument, { commandId, sessionId, reviewId, body }),
    );
    if (!done) return;
    setBody('');
    announce(t.sent);
  };
  return (
    <form
      class="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        void comment();
      }}
    >
      <TextArea label={t.yourComment} value={body} onValue={setBody} />
      <FormFooter taking={taking} label={t.sendComment} attempt={attempt} onDrop={() => setBody('')} />
    </form>
  );
}

interface ResponseFormProps extends CommentFormProps {
  readonly comments: Comments;
  readonly nameOf: (seat: SeatPartsFragment) => Distinct;
}

const beginningLetters = 80;

/**
 * Responds to comments, once there are any: the presenter accepts them or explains. Once the review takes no responses, the form stays only while it has a
 * text.
 */
export function ResponseForm({
  connection,
  sessionId,
  reviewId,
  taking,
  comments,
  nameOf,
}: ResponseFormProps) {
  const t = say(sessionWords);
  const { stances } = say(commonWords);
  const [body, setBody] = useTabState(`response.${reviewId}`, '');
  const [stance, setStance] = useTabState<Stance | ''>(`stance.${reviewId}`, '');
  const [answered, setAnswered] = useTabState<readonly string[]>(`answered.${reviewId}`, []);
  const attempt = useAttempt();
  const offered = comments.shown.filter(({ withdrawal }) => withdrawal === null);
  const known = new Map(comments.shown.map((one) => [one.id, one]));
  const gone = answered.filter((id) => known.get(id)?.withdrawal);
  const left = answered.filter((id) => !gone.includes(id));
  const earlier = left.filter((id) => !known.has(id));
  const isAsked = offered.length > 0 || comments.total > comments.shown.length;
  if ((taking !== 'OPEN' || !isAsked) && body === '') return null;
  const respond = async () => {
    // A response to one withdrawn comment must not become a response to all, so the person chooses again.
    if (body.trim() === '' || stance === '' || taking !== 'OPEN' || gone.length > 0) return;
    const done = await attempt.run((commandId) =>
      send(connection, RespondDocument, { commandId, sessionId, reviewId, stance, body, commentIds: left }),
    );
    if (!done) return;
    setBody('');
    setStance('');
    setAnswered([]);
    announce(t.sent);
  };
  return (
    <form
      class="stack tight"
      onSubmit={(event) => {
        event.preventDefault();
        void respond();
      }}
    >
      <h3>{t.respond}</h3>
      <Select
        label={t.stance}
        value={stance}
        options={[
          ['', '–'],
          ['ACCEPT', stances.ACCEPT],
          ['EXPLAIN', stances.EXPLAIN],
        ]}
        onValue={setStance}
      />
      {offered.length > 0 && (
        <fieldset class="answers">
          <legend>{t.answers}</legend>
          <MoreComments comments={comments} />
          {offered.map(({ id, author, body: said }) => (
            <Check
              key={id}
              label={`${nameInLine(nameOf(author))}: ${beginningOf(said)}`}
              checked={left.includes(id)}
              onChecked={(checked) => setAnswered(checked ? [...left, id] : left.filter((one) => one !== id))}
            />
          ))}
          {earlier.length > 0 && <p class="secondary">{t.answersEarlier(earlier.length)}</p>}
        </fieldset>
      )}
      {gone.length > 0 && (
        <Notice kind="bad">
          <div class="stack tight">
            {gone.map((id) => {
              const author = known.get(id)?.author;
              return (
                <p key={id}>{t.answeredWithdrawn(author === undefined ? '' : nameInLine(nameOf(author)))}</p>
              );
            })}
            <div class="row">
              <Button onClick={() => setAnswered(left)}>
                {left.length > 0 ? t.answerRest(left.length) : t.answerAll}
              </Button>
            </div>
          </div>
        </Notice>
      )}
      <TextArea label={t.response} value={body} onValue={setBody} />
      <FormFooter taking={taking} label={t.sendResponse} attempt={attempt} onDrop={() => setBody('')} />
    </form>
  );
}

const beginningOf = (text: string): string =>
  text.length <= beginningLetters ? text : `${text.slice(0, beginningLetters)}…`;
