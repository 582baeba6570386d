import { useState } from 'preact/hooks';
import { WatchChairDocument } from '../../../../schema/operations/typed.ts';
import { Papers } from '../../files/papers.tsx';
import { Notice } from '../../kit/notice.tsx';
import { SeatHead } from '../../kit/seat-head.tsx';
import { Shell } from '../../kit/shell.tsx';
import { useFrames } from '../../live/frames.ts';
import { Agenda } from '../../session/agenda.tsx';
import { QuotaList } from '../../session/quotas.tsx';
import { useRoundAnnouncements } from '../../session/rounds.ts';
import { sessionWords } from '../../session/words.ts';
import type { Visit } from '../../visit.ts';
import { commonWords, say } from '../../words.ts';
import { Adjourn } from './adjourn.tsx';
import { AttendancePanel } from './attendance.tsx';
import { Convene } from './convene.tsx';
import { OpenRoundForm } from './open-round.tsx';
import { ReviewDesk } from './review-desk.tsx';
import { RoundDesk } from './round-desk.tsx';
import type { ChairSession } from './session.ts';
import { conductWords } from './words.ts';

/** The desk of the chair and the secretary, from the first arrival to the adjournment. */
export function Conduct({ visit }: { visit: Visit }) {
  const { connection, viewer } = visit;
  const session = useFrames(connection, WatchChairDocument, viewer.session?.id ?? '').value;
  useRoundAnnouncements(session);
  const { pages, connecting } = say(commonWords);
  return (
    <Shell page="chair" visit={visit} title={session?.title} head={SeatHead} wide>
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
