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
import { useHeld } from '../live/held.ts';
import { commonWords, say } from '../words.ts';
import type { Comments } from './comments.ts';
import { MoreComments } from './more-comments.tsx';
import { SendFoot, type Taking } from './send-foot.tsx';
import { sessionWords } from './words.ts';

/** On what something is said. */
export interface Speaking {
  readonly connection: Connection;
  readonly sessionId: string;
  readonly reviewId: string;
}

interface BoxProps extends Speaking {
  readonly taking: Taking;
}

/** A comment on the review of the moment. Once no more is taken, only what was begun is left of it. */
export function CommentBox({ connection, sessionId, reviewId, taking }: BoxProps) {
  const t = say(sessionWords);
  const [body, setBody] = useHeld(`comment.${reviewId}`, '');
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
      <SendFoot taking={taking} label={t.sendComment} attempt={attempt} onDrop={() => setBody('')} />
    </form>
  );
}

interface ResponseBoxProps extends BoxProps {
  readonly comments: Comments;
  readonly nameOf: (seat: SeatPartsFragment) => Distinct;
}

const beginningLetters = 80;

/** Whoever presents accepts the comments, or explains, once there are any. Once no more is taken, only what was begun is left of it. */
export function ResponseBox({ connection, sessionId, reviewId, taking, comments, nameOf }: ResponseBoxProps) {
  const t = say(sessionWords);
  const { stances } = say(commonWords);
  const [body, setBody] = useHeld(`response.${reviewId}`, '');
  const [stance, setStance] = useHeld<Stance | ''>(`stance.${reviewId}`, '');
  const [answered, setAnswered] = useHeld<readonly string[]>(`answered.${reviewId}`, []);
  const attempt = useAttempt();
  const offered = comments.shown.filter(({ withdrawal }) => withdrawal === null);
  const known = new Map(comments.shown.map((one) => [one.id, one]));
  const gone = answered.filter((id) => known.get(id)?.withdrawal);
  const left = answered.filter((id) => !gone.includes(id));
  const earlier = left.filter((id) => !known.has(id));
  const isAsked = offered.length > 0 || comments.total > comments.shown.length;
  if ((taking !== 'OPEN' || !isAsked) && body === '') return null;
  const respond = async () => {
    // An answer to one comment is none to all: whoever wrote it chooses again.
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
      <SendFoot taking={taking} label={t.sendResponse} attempt={attempt} onDrop={() => setBody('')} />
    </form>
  );
}

const beginningOf = (text: string): string =>
  text.length <= beginningLetters ? text : `${text.slice(0, beginningLetters)}…`;
