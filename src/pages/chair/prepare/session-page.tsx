import { useEffect, useState } from 'preact/hooks';
import {
  IssueAccessCodeDocument,
  PreparedSessionDocument,
  type PreparedSessionQuery,
  type SeatPartsFragment,
  WatchPapersDocument,
  type WatchPapersSubscription,
} from '../../../../schema/operations/typed.ts';
import { nameInLine } from '../../../words/names.ts';
import { clockAndDayOf, dayOf } from '../../days.ts';
import { Papers } from '../../files/papers.tsx';
import { Button } from '../../kit/button.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { AttemptNotice, Notice } from '../../kit/notice.tsx';
import { Scroll } from '../../kit/scroll.tsx';
import { SeatOrderSwitch } from '../../kit/seat-order.tsx';
import { useAnswer } from '../../live/answers.ts';
import { type CodeUse, useCodeUses } from '../../live/code-uses.ts';
import { send, useAttempt } from '../../live/command.ts';
import type { Connection } from '../../live/connection.ts';
import { useFrames } from '../../live/frames.ts';
import { fullNameOf, inSeatOrder, namesOfSeats, peerGroupName } from '../../names.ts';
import { commonWords, say } from '../../words.ts';
import { NamesAlike } from '../names-alike.tsx';
import type { Go } from './place.ts';
import type { SlipsToPrint } from './slip.tsx';
import { forgetSession, preparedName, revisionName, storedDraft } from './stored-drafts.ts';
import { prepareWords } from './words.ts';

type Session = NonNullable<PreparedSessionQuery['session']>;

interface SessionPageProps {
  readonly connection: Connection;
  readonly id: string;
  readonly revised: boolean;
  readonly go: Go;
}

export function SessionPage({ connection, id, revised, go }: SessionPageProps) {
  const t = say(prepareWords);
  const common = say(commonWords);
  const followed = useFrames(connection, WatchPapersDocument, id).value;
  const asked = useAnswer(connection, PreparedSessionDocument, { id }, followed?.status).value;
  const session = asked.data?.session;
  const status = session?.status;
  useEffect(() => {
    if (status !== undefined && status !== 'PREPARED') forgetSession(id);
  }, [status, id]);
  return (
    <>
      <div>
        <Button onClick={() => go({ is: 'list' })}>{t.back}</Button>
      </div>
      {asked.is === 'failed' && <Notice kind="bad">{common.failed(asked.error.message)}</Notice>}
      {asked.is === 'waiting' && session === undefined && <p>{common.loading}</p>}
      {session === null && <p>{t.notThere}</p>}
      {revised && <Notice kind="good">{t.revised}</Notice>}
      {session && <Opened session={session} followed={followed} connection={connection} go={go} />}
    </>
  );
}

interface OpenedProps {
  readonly session: Session;
  readonly followed: WatchPapersSubscription['sessionWatch']['session'] | null;
  readonly connection: Connection;
  readonly go: Go;
}

function Opened({ session, followed, connection, go }: OpenedProps) {
  const t = say(prepareWords);
  const common = say(commonWords);
  const { status } = session;
  return (
    <>
      <div class="stack tight">
        <h1>{session.title}</h1>
        <p class="secondary">
          {session.organization.name} · {dayOf(session.heldOn)} · {session.policy.name}
        </p>
        <p>
          <span class="tag">{common.sessionStatuses[status]}</span>
        </p>
      </div>
      {status === 'PREPARED' && <NamesAlike session={session} />}
      {status === 'PREPARED' && <ReviseOffer sessionId={session.id} go={go} />}
      {status === 'ADJOURNED' && (
        <p>
          <a class="button" href="/history">
            {t.toHistory}
          </a>
        </p>
      )}
      {followed !== null && <Papers connection={connection} session={followed} reader="ADMIN" />}
      <SeatList session={session} connection={connection} go={go} />
      <AgendaList reviews={session.reviews} />
    </>
  );
}

function ReviseOffer({ sessionId, go }: { sessionId: string; go: Go }) {
  const t = say(prepareWords);
  const begun = storedDraft(revisionName(sessionId)) !== null;
  if (!begun && storedDraft(preparedName(sessionId)) === null)
    return <Notice kind="info">{t.notHere}</Notice>;
  return (
    <div>
      <Button kind="primary" onClick={() => go({ is: 'form', sessionId })}>
        {begun ? t.reviseGoOn : t.revise}
      </Button>
    </div>
  );
}

/** Who has a code; null for the screens. */
type CodeHolder = {
  readonly seat: SeatPartsFragment;
  readonly number: number;
  /** Told apart from others of the name. */
  readonly name: string;
} | null;

function SeatList({ session, connection, go }: { session: Session; connection: Connection; go: Go }) {
  const t = say(prepareWords);
  const common = say(commonWords);
  const [asking, setAsking] = useState<{ readonly holder: CodeHolder } | null>(null);
  const nameOf = namesOfSeats(session.seats);
  const numbered = session.seats.map((seat, at) => ({
    seat,
    number: at + 1,
    name: nameInLine(nameOf(seat.id)),
  }));
  const uses = useCodeUses(connection, session.id);
  const mayIssue = session.status !== 'ADJOURNED';
  return (
    <section class="card" aria-labelledby="seats">
      <h2 id="seats">
        {t.seats}: {session.seats.length}
      </h2>
      <SeatOrderSwitch />
      <Scroll roomy label={t.seats}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.number}</th>
              <th scope="col">{t.columns.fullName}</th>
              <th scope="col">{t.columns.position}</th>
              <th scope="col">{t.columns.role}</th>
              <th scope="col">{t.columns.mayVote}</th>
              {mayIssue && <th scope="col">{t.slipCode}</th>}
            </tr>
          </thead>
          <tbody>
            {inSeatOrder(numbered, ({ seat }) => fullNameOf(seat)).map(({ seat, number, name }) => (
              <tr key={seat.id}>
                <td class="number">{number}</td>
                <th scope="row" class="written">
                  {seat.person.fullName}
                </th>
                <td class="written">{seat.position}</td>
                <td>{common.roles[seat.role]}</td>
                <td>{seat.mayVote ? t.yes : t.no}</td>
                {mayIssue && (
                  <td>
                    <button
                      type="button"
                      class="button plain small"
                      aria-label={t.newCodeFor(name)}
                      onClick={() => setAsking({ holder: { seat, number, name } })}
                    >
                      {t.newCode}
                    </button>
                    <Issued use={uses.get(seat.id)} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {mayIssue && (
        <div class="row">
          <Button onClick={() => setAsking({ holder: null })}>{t.newScreenCode}</Button>
          <Issued use={uses.get(null)} />
        </div>
      )}
      {mayIssue && <p class="hint">{t.codeCounts}</p>}
      {asking !== null && (
        <AskNewCode
          session={session}
          holder={asking.holder}
          connection={connection}
          onCancel={() => setAsking(null)}
          onIssued={(slips) => go({ is: 'slips', slips })}
        />
      )}
    </section>
  );
}

/** [R78] Shows when a code was issued. The administrator is not told how often it was used. */
function Issued({ use }: { readonly use: CodeUse | undefined }) {
  const t = say(prepareWords);
  if (use === undefined) return null;
  return (
    <small class="code-use">
      {use.issuedAt !== null && t.codeIssued(clockAndDayOf(use.issuedAt))}
      {!use.opens && <strong> {t.codeReplaced}</strong>}
    </small>
  );
}

interface AskNewCodeProps {
  readonly session: Session;
  readonly holder: CodeHolder;
  readonly connection: Connection;
  readonly onCancel: () => void;
  readonly onIssued: (slips: SlipsToPrint) => void;
}

function AskNewCode({ session, holder, connection, onCancel, onIssued }: AskNewCodeProps) {
  const t = say(prepareWords);
  const attempt = useAttempt();
  const issue = async () => {
    let code = '';
    const accepted = await attempt.run(async (commandId) => {
      const seatId = holder?.seat.id ?? null;
      const input = { commandId, sessionId: session.id, seatId };
      const answer = await send(connection, IssueAccessCodeDocument, input);
      if (answer.__typename === 'AccessCode') code = answer.accessCode;
      return answer;
    });
    if (!accepted) return;
    const { id: sessionId, title, heldOn } = session;
    const { seat = null, number = null } = holder ?? {};
    onIssued({ sessionId, title, heldOn, revised: false, codes: [{ code, seat, number, isNew: true }] });
  };
  return (
    <Confirm
      title={t.newCodeFor(holder?.name ?? t.screens)}
      confirmLabel={t.newCode}
      kind="danger"
      busy={attempt.busy}
      onCancel={onCancel}
      onConfirm={() => void issue()}
    >
      <p>{t.newCodeLead}</p>
      <AttemptNotice attempt={attempt} />
    </Confirm>
  );
}

function AgendaList({ reviews }: Pick<Session, 'reviews'>) {
  const t = say(prepareWords);
  return (
    <section class="card" aria-labelledby="agenda">
      <h2 id="agenda">
        {t.agenda}: {reviews.length}
      </h2>
      <Scroll roomy label={t.agenda}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t.number}</th>
              <th scope="col">{t.columns.name}</th>
              <th scope="col">{t.columns.kind}</th>
              <th scope="col">{t.columns.peerGroup}</th>
            </tr>
          </thead>
          <tbody>
            {reviews.map(({ id, position, subject }) => (
              <tr key={id}>
                <td class="number">{position}</td>
                <th scope="row" class="written">
                  {subject.name}
                  {subject.position && <span class="secondary"> – {subject.position}</span>}
                </th>
                <td>{t.kinds[subject.kind]}</td>
                <td class="written">{peerGroupName(subject.peerGroup, t.kinds)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
