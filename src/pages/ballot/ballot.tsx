import { useEffect, useMemo, useState } from 'preact/hooks';
import {
  CheckInDocument,
  WatchAwaitingDocument,
  WatchOwnDocument,
  WatchScreenDocument,
  type WatchScreenSubscription,
} from '../../../schema/operations/typed.ts';
import { Button } from '../kit/button.tsx';
import { Name } from '../kit/name.tsx';
import { AttemptNotice, Notice } from '../kit/notice.tsx';
import { Shell } from '../kit/shell.tsx';
import { send, useAttempt } from '../live/command.ts';
import type { Connection } from '../live/connection.ts';
import { useFrames, useNewest } from '../live/frames.ts';
import type { Visit } from '../live/visit.ts';
import { fullNameOf, inSeatOrder } from '../names.ts';
import { Agenda } from '../session/agenda.tsx';
import { ReviewPane } from '../session/review-pane.tsx';
import { useRoundAnnouncements } from '../session/rounds.ts';
import { useSeatNames } from '../session/seat-names.ts';
import { AttendanceLine } from '../session/standing.tsx';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import { BallotPanel, PaperNotice } from './casting/panel.tsx';
import { eraseMarksBut, Papers } from './casting/paper.ts';
import { useCover, useSeenTop } from './cover.ts';
import { ballotWords } from './words.ts';

export type BallotSession = WatchScreenSubscription['sessionWatch']['session'];

/** A seat's page: the agenda, the review of the moment, a word on it, and the ballot. */
export function BallotPage({ visit }: { visit: Visit }) {
  const { connection, viewer } = visit;
  const sessionId = viewer.session?.id ?? '';
  const session = useFrames(connection, WatchScreenDocument, sessionId).value;
  const own = useNewest(connection, WatchOwnDocument, { sessionId }).value?.ownWatch;
  const papers = useMemo(() => new Papers(connection, sessionId), [connection, sessionId]);
  useCover('top', '.in-view');
  useSeenTop();
  useRoundAnnouncements(session?.rounds);
  const openRoundId = session?.openRound?.id ?? null;
  useEffect(() => {
    if (session !== null) eraseMarksBut(openRoundId);
  }, [session !== null, openRoundId]);
  if (session === null || own === undefined) {
    return (
      <Shell page="ballot" visit={visit}>
        <h1>{say(commonWords).pages.ballot}</h1>
        <p>{say(commonWords).connecting}</p>
      </Shell>
    );
  }
  const ballot = own.ballots.find(({ round }) => round.status === 'OPEN');
  const former = papers.all().filter(({ roundId }) => roundId !== ballot?.round.id);
  const mayCheckIn = own.seat.presence !== 'PRESENT' && session.status !== 'ADJOURNED';
  return (
    <Shell page="ballot" visit={visit} title={session.title} wide>
      <div class="row spread">
        <h1>{say(commonWords).pages.ballot}</h1>
        <AttendanceLine attendance={session.attendance} />
      </div>
      {mayCheckIn && own.seat.role !== 'GUEST' && <CheckIn connection={connection} sessionId={sessionId} />}
      {session.openRound === null && <LastRound rounds={session.rounds} />}
      {former.map((paper) => (
        <PaperNotice key={paper.roundId} paper={paper} />
      ))}
      {ballot !== undefined && own.seat.mayVote && (
        <BallotPanel key={ballot.round.id} paper={papers.of(ballot.round.id)} own={ballot} />
      )}
      {own.seat.role === 'TELLER' && <AwaitingPanel connection={connection} sessionId={sessionId} />}
      <Follow session={session} visit={visit} />
    </Shell>
  );
}

/** That a round has ended, and why where it was voided: until the next one opens. */
function LastRound({ rounds }: { rounds: BallotSession['rounds'] }) {
  const t = say(sessionWords);
  const last = rounds.at(-1);
  if (last === undefined) return null;
  return (
    <Notice kind="info">
      {last.status === 'VOID' ? t.roundVoided(last.voidReason ?? '') : t.roundClosed}
    </Notice>
  );
}

/** The agenda beside the review that is shown: that of the moment, until the person looks at another. */
function Follow({ session, visit }: { session: BallotSession; visit: Visit }) {
  const t = say(ballotWords);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const { currentReview, reviews, status } = session;
  const shownId = chosenId ?? currentReview?.id ?? null;
  const waiting =
    status === 'PREPARED' ? t.waiting : status === 'ADJOURNED' ? t.adjourned : t.waitingForReview;
  const shown = reviews.find(({ id }) => id === shownId);
  return (
    <div class="columns">
      <section class="card" aria-labelledby="review-title">
        {shown === undefined ? (
          <p id="review-title">{waiting}</p>
        ) : (
          <ReviewPane key={shown.id} review={shown} session={session} visit={visit} />
        )}
        {chosenId !== null && currentReview !== null && chosenId !== currentReview.id && (
          <div class="row">
            <Button onClick={() => setChosenId(null)}>{t.backToCurrent}</Button>
          </div>
        )}
      </section>
      <section class="card columns-aside">
        <h2>{say(sessionWords).agenda}</h2>
        <Agenda
          reviews={reviews}
          shownId={shownId}
          onShow={(id) => {
            setChosenId(id === currentReview?.id ? null : id);
            document.getElementById('review-title')?.scrollIntoView({ block: 'nearest' });
          }}
        />
      </section>
    </div>
  );
}

interface OfSession {
  readonly connection: Connection;
  readonly sessionId: string;
}

function CheckIn({ connection, sessionId }: OfSession) {
  const t = say(ballotWords);
  const attempt = useAttempt();
  return (
    <Notice kind="info">
      <div class="stack tight">
        <p>{t.checkInLead}</p>
        <div class="row">
          <Button
            kind="primary"
            busy={attempt.busy}
            onClick={() =>
              void attempt.run((commandId) => send(connection, CheckInDocument, { commandId, sessionId }))
            }
          >
            {t.checkIn}
          </Button>
        </div>
        <AttemptNotice attempt={attempt} />
      </div>
    </Notice>
  );
}

/** For tellers: who has not voted yet, never what anybody voted. */
function AwaitingPanel({ connection, sessionId }: OfSession) {
  const t = say(ballotWords);
  const awaiting = useFrames(connection, WatchAwaitingDocument, sessionId).value?.openRound?.awaiting;
  const nameOf = useSeatNames(connection, awaiting ? sessionId : null);
  if (awaiting === null || awaiting === undefined) return null;
  return (
    <section class="card">
      <h2>{t.awaiting}</h2>
      {awaiting.length === 0 ? (
        <p>{t.awaitingNobody}</p>
      ) : (
        <ul class="row">
          {inSeatOrder(awaiting, fullNameOf).map((seat) => (
            <li key={seat.id} class="tag">
              <Name of={nameOf(seat)} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
