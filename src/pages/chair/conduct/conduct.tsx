import { useState } from 'preact/hooks';
import {
  AdjournSessionDocument,
  ConveneSessionDocument,
  WatchChairDocument,
  type WatchChairSubscription,
} from '../../../../schema/operations/typed.ts';
import { nameInLine } from '../../../words/names.ts';
import { Papers } from '../../files/papers.tsx';
import { Act } from '../../kit/act.tsx';
import { Notice } from '../../kit/notice.tsx';
import { Shell } from '../../kit/shell.tsx';
import { send } from '../../live/command.ts';
import type { Connection } from '../../live/connection.ts';
import { useFrames } from '../../live/frames.ts';
import type { Visit } from '../../live/visit.ts';
import { namesOfReviews } from '../../names.ts';
import { Agenda } from '../../session/agenda.tsx';
import { useRoundAnnouncements } from '../../session/rounds.ts';
import { QuotaList } from '../../session/standing.tsx';
import { sessionWords } from '../../session/words.ts';
import { commonWords, say } from '../../words.ts';
import { AttendancePanel } from './attendance.tsx';
import { OpenRoundForm } from './open-round.tsx';
import { ReviewDesk } from './review-desk.tsx';
import { RoundDesk } from './round-desk.tsx';
import { conductWords } from './words.ts';

export type ChairSession = WatchChairSubscription['sessionWatch']['session'];

/** What every part of the desk works with. */
export interface Conducting {
  readonly connection: Connection;
  readonly session: ChairSession;
}

/** The desk of the chair and the secretary, from the first arrival to adjournment. */
export function Conduct({ visit }: { visit: Visit }) {
  const { connection, viewer } = visit;
  const session = useFrames(connection, WatchChairDocument, viewer.session?.id ?? '').value;
  useRoundAnnouncements(session?.rounds);
  const { pages, connecting } = say(commonWords);
  return (
    <Shell page="chair" visit={visit} title={session?.title} wide>
      <h1>{pages.chair}</h1>
      {session === null ? <p>{connecting}</p> : <Steps visit={visit} session={session} />}
    </Shell>
  );
}

function Steps({ visit, session }: { visit: Visit; session: ChairSession }) {
  const t = say(conductWords);
  const { connection, viewer } = visit;
  const { seat } = viewer;
  const [chosenId, setChosenId] = useState<string | null>(null);
  const { currentReview, openRound, reviews, status } = session;
  const shownId = chosenId ?? currentReview?.id ?? reviews[0]?.id ?? null;
  const conducting = { connection, session };
  return (
    <>
      {status === 'PREPARED' && <Convene {...conducting} />}
      {status === 'ADJOURNED' && <Notice kind="good">{t.adjourned}</Notice>}
      {openRound !== null && <RoundDesk key={openRound.id} {...conducting} round={openRound} />}
      <div class="columns">
        <div class="stack">
          <ReviewDesk key={shownId} visit={visit} session={session} reviewId={shownId} />
          {status === 'CONVENED' && openRound === null && (
            <OpenRoundForm {...conducting} chosenId={shownId} />
          )}
        </div>
        <div class="stack">
          <section class="card">
            <h2>{say(sessionWords).agenda}</h2>
            <div class="desk-agenda">
              <Agenda reviews={reviews} shownId={shownId} onShow={setChosenId} />
            </div>
          </section>
          <AttendancePanel {...conducting} />
          <section class="card">
            <h2>{t.quotas}</h2>
            <QuotaList quotas={session.quotas} />
          </section>
          {seat !== null && <Papers {...conducting} reader={seat.role} />}
          {status === 'CONVENED' && <Adjourn {...conducting} />}
        </div>
      </div>
    </>
  );
}

function Convene({ connection, session }: Conducting) {
  const t = say(conductWords);
  return (
    <section class="card">
      <div class="row">
        <Act
          label={t.convene}
          kind="primary"
          ask={{ title: t.conveneTitle, body: <p>{t.conveneBody}</p> }}
          run={(commandId) => send(connection, ConveneSessionDocument, { commandId, sessionId: session.id })}
        />
      </div>
    </section>
  );
}

function Adjourn({ connection, session }: Conducting) {
  const t = say(conductWords);
  const open = session.reviews.filter(({ outcome }) => outcome === null).length;
  const nameOf = namesOfReviews(session.reviews);
  const undecided = session.reviews.filter(({ outcome }) => outcome?.status === 'NEEDS_DECISION');
  return (
    <section class="card">
      <h2>{t.adjourn}</h2>
      {undecided.length > 0 && (
        <Notice kind="warn">
          {t.undecided}: {undecided.map(({ id }) => nameInLine(nameOf(id))).join(', ')}
        </Notice>
      )}
      <div class="row">
        <Act
          label={t.adjourn}
          kind="danger"
          disabled={session.openRound !== null}
          ask={{
            title: t.adjournTitle,
            body: (
              <>
                <p>{t.adjournBody}</p>
                {open > 0 && <p>{t.adjournOpen(open)}</p>}
              </>
            ),
          }}
          run={(commandId) => send(connection, AdjournSessionDocument, { commandId, sessionId: session.id })}
        />
      </div>
    </section>
  );
}
