import {
  AddCommentDocument,
  type CommentPartsFragment,
  RespondDocument,
  type SeatPartsFragment,
  type Stance,
} from '../../../schema/operations/typed.ts';
import { type Distinct, nameInLine } from '../../words/names.ts';
import { announce } from '../kit/announce.tsx';
import { Button } from '../kit/button.tsx';
import { Check, Select, TextArea } from '../kit/fields.tsx';
import { AttemptNotice } from '../kit/notice.tsx';
import { send, useAttempt } from '../live/command.ts';
import type { Connection } from '../live/connection.ts';
import { useHeld } from '../live/held.ts';
import { commonWords, say } from '../words.ts';
import { sessionWords } from './words.ts';

interface SpeakProps {
  readonly connection: Connection;
  readonly sessionId: string;
  readonly reviewId: string;
}

/** A comment on the review of the moment. */
export function CommentBox({ connection, sessionId, reviewId }: SpeakProps) {
  const t = say(sessionWords);
  const [body, setBody] = useHeld(`comment.${reviewId}`, '');
  const attempt = useAttempt();
  const comment = async () => {
    if (body.trim() === '') return;
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
      <AttemptNotice attempt={attempt} />
      <div class="row">
        <Button type="submit" busy={attempt.busy}>
          {attempt.busy ? say(commonWords).sending : t.sendComment}
        </Button>
      </div>
    </form>
  );
}

interface ResponseBoxProps extends SpeakProps {
  readonly comments: readonly CommentPartsFragment[];
  readonly nameOf: (seat: SeatPartsFragment) => Distinct;
}

/** Whoever presents accepts the comments, or explains. */
export function ResponseBox({ connection, sessionId, reviewId, comments, nameOf }: ResponseBoxProps) {
  const t = say(sessionWords);
  const { stances, sending } = say(commonWords);
  const [body, setBody] = useHeld(`response.${reviewId}`, '');
  const [stance, setStance] = useHeld<Stance | ''>(`stance.${reviewId}`, '');
  const [answered, setAnswered] = useHeld<readonly string[]>(`answered.${reviewId}`, []);
  const attempt = useAttempt();
  const respond = async () => {
    if (body.trim() === '' || stance === '') return;
    const done = await attempt.run((commandId) =>
      send(connection, RespondDocument, {
        commandId,
        sessionId,
        reviewId,
        stance,
        body,
        commentIds: [...answered],
      }),
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
      {comments.length > 0 && (
        <fieldset class="answers">
          <legend>{t.answers}</legend>
          {comments.map(({ id, author, body: said }) => (
            <Check
              key={id}
              label={`${nameInLine(nameOf(author))}: ${said.slice(0, 80)}`}
              checked={answered.includes(id)}
              onChecked={(checked) =>
                setAnswered(checked ? [...answered, id] : answered.filter((one) => one !== id))
              }
            />
          ))}
        </fieldset>
      )}
      <TextArea label={t.response} value={body} onValue={setBody} />
      <AttemptNotice attempt={attempt} />
      <div class="row">
        <Button type="submit" busy={attempt.busy}>
          {attempt.busy ? sending : t.sendResponse}
        </Button>
      </div>
    </form>
  );
}
