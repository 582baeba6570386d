import { useEffect, useMemo, useState } from 'preact/hooks';
import {
  CheckInDocument,
  WatchAwaitingDocument,
  WatchOwnDocument,
  type WatchOwnSubscription,
  WatchScreenDocument,
  type WatchScreenSubscription,
} from '../../../schema/operations/typed.ts';
import { Button } from '../kit/button.tsx';
import { Name } from '../kit/name.tsx';
import { AttemptNotice, Notice } from '../kit/notice.tsx';
import { SeatHead } from '../kit/seat-head.tsx';
import { Shell } from '../kit/shell.tsx';
import { send, useAttempt } from '../live/command.ts';
import type { Connection } from '../live/connection.ts';
import { useFrames, useNewest } from '../live/frames.ts';
import { fullNameOf, inSeatOrder } from '../names.ts';
import { Agenda } from '../session/agenda.tsx';
import { AttendanceLine } from '../session/attendance-line.tsx';
import { ReviewPane } from '../session/review-pane.tsx';
import { roundNames, useRoundAnnouncements } from '../session/rounds.ts';
import { useSeatNames } from '../session/seat-names.ts';
import { sessionWords } from '../session/words.ts';
import type { Visit } from '../visit.ts';
import { commonWords, say } from '../words.ts';
import { ballotStatusOf } from './ballot-status.ts';
import { BallotPanel, NoBallot } from './casting/ballot-panel.tsx';
import { LocalBallots } from './casting/local-ballot.ts';
import { FormerRounds, RoundNotice } from './receipts.tsx';
import { useStickyInset, useVisualViewportTop } from './sticky-insets.ts';
import { VotingBar } from './voting-bar.tsx';
import { ballotWords } from './words.ts';

type OwnView = WatchOwnSubscription['ownWatch'];
export type BallotSession = WatchScreenSubscription['sessionWatch']['session'];

/** A seat's page: the agenda, the current review, comments on it, and the ballot. */
export function BallotPage({ visit }: { visit: Visit }) {
  const { connection, viewer } = visit;
  const sessionId = viewer.session?.id ?? '';
  const session = useFrames(connection, WatchScreenDocument, sessionId).value;
  const own = useNewest(connection, WatchOwnDocument, { sessionId }).value?.ownWatch;
  const locals = useMemo(() => new LocalBallots(connection, sessionId), [connection, sessionId]);
  useStickyInset('top', '.in-view');
  useVisualViewportTop();
  useRoundAnnouncements(session);
  const open = own?.ballots.find(({ round }) => round.status === 'OPEN');
  useEffect(() => {
    if (own !== undefined) locals.eraseMarksBut(open?.round.id ?? null);
  }, [locals, own !== undefined, open?.round.id]);
  if (session === null || own === undefined) {
    return (
      <Shell page="ballot" visit={visit} head={SeatHead}>
        <h1>{say(commonWords).pages.ballot}</h1>
        <p>{say(commonWords).connecting}</p>
      </Shell>
    );
  }
  const mayCheckIn = own.seat.presence !== 'PRESENT' && session.status !== 'ADJOURNED';
  return (
    <Shell
      page="ballot"
      visit={visit}
      title={session.title}
      wide
      head={SeatHead}
      voting={open !== undefined}
      bar={open && <VotingBar key={open.round.id} own={open} local={locals.of(open.round.id)} />}
    >
      <div class="row spread">
        <h1>{say(commonWords).pages.ballot}</h1>
        <AttendanceLine attendance={session.attendance} />
      </div>
      {mayCheckIn && own.seat.role !== 'GUEST' && <CheckIn connection={connection} sessionId={sessionId} />}
      <Rounds own={own} session={session} locals={locals} />
      {own.seat.role === 'TELLER' && <AwaitingPanel connection={connection} sessionId={sessionId} />}
      <Follow session={session} visit={visit} />
    </Shell>
  );
}

interface RoundsProps {
  readonly own: OwnView;
  readonly session: BallotSession;
  readonly locals: LocalBallots;
}

/**
 * Shows the open round, or what became of the last one until another opens. Of earlier rounds it shows at once only a ballot that is on its way, or one that
 * came too late when the next round was open already.
 */
function Rounds({ own, session, locals }: RoundsProps) {
  const nameOf = roundNames(session.reviews);
  const rounds = own.ballots.map((ballot) => ({
    own: ballot,
    local: locals.of(ballot.round.id),
    name: nameOf(ballot.round),
  }));
  const shown = rounds.at(-1);
  if (shown === undefined) return null;
  const { round, reviews, sealed } = shown.own;
  const isNews = ({ own: { round: one }, local }: (typeof rounds)[number], at: number) => {
    const { is } = local.state.value;
    return (
      one.id !== round.id &&
      (is === 'casting' || is === 'unanswered' || (is === 'tooLate' && at === rounds.length - 2))
    );
  };
  const turnout = session.rounds.find(({ id }) => id === round.id)?.turnout ?? round.turnout;
  return (
    <>
      {round.status !== 'OPEN' ? (
        <RoundNotice key={round.id} {...shown} />
      ) : reviews.length === 0 && !sealed ? (
        <NoBallot own={shown.own} name={shown.name} isPresent={own.seat.presence === 'PRESENT'} />
      ) : (
        <BallotPanel key={round.id} {...shown} agenda={session.reviews} turnout={turnout} />
      )}
      {rounds.filter(isNews).map((one) => (
        <RoundNotice key={one.own.round.id} {...one} />
      ))}
      <FormerRounds
        rounds={rounds
          .slice(0, -1)
          .filter(
            (one, at) => !isNews(one, at) && ballotStatusOf(one.own, one.local.state.value).is !== 'none',
          )}
      />
    </>
  );
}

/** Shows the agenda beside one review: the current one, until the person chooses another. */
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

interface InSession {
  readonly connection: Connection;
  readonly sessionId: string;
}

function CheckIn({ connection, sessionId }: InSession) {
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

/** Shows tellers who has not voted yet, and never what anybody voted. */
function AwaitingPanel({ connection, sessionId }: InSession) {
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
