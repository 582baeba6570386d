import { useEffect } from 'preact/hooks';
import { RoundOutcomeDocument, WatchScreenDocument } from '../../../schema/operations/typed.ts';
import { dayOf } from '../days.ts';
import { Name } from '../kit/name.tsx';
import { Shell } from '../kit/shell.tsx';
import { StaleNotice } from '../kit/stale-notice.tsx';
import { useAnswer } from '../live/answers.ts';
import { checkClock, serverNowMs } from '../live/clock.ts';
import type { Connection } from '../live/connection.ts';
import { useFrames } from '../live/frames.ts';
import { namesOfReviews } from '../names.ts';
import { AttendanceLine } from '../session/attendance-line.tsx';
import { useRoundAnnouncements } from '../session/rounds.ts';
import { sessionWords } from '../session/words.ts';
import type { Visit } from '../visit.ts';
import { commonWords, say } from '../words.ts';
import { Excerpt, Fitted } from './fit/fitted.tsx';
import { ScreenFoot } from './foot.tsx';
import { noteLadder, subjectLadder, titleLadder } from './ladders.ts';
import { OutcomePanel } from './outcome-panel.tsx';
import { ReviewPanel, saidOn } from './review-panel.tsx';
import { RoundPanel } from './round-panel.tsx';
import type { ScreenSession } from './session.ts';
import { screenWords } from './words.ts';

const minuteMs = 60_000;

/** The room's screen. Nobody sits at it, so everything is shown without being asked for. */
export function ScreenPage({ visit }: { visit: Visit }) {
  const { connection, viewer } = visit;
  const session = useFrames(connection, WatchScreenDocument, viewer.session?.id ?? '').value;
  useRoundAnnouncements(session);
  if (session === null) {
    return (
      <Shell page="screen" visit={visit}>
        <p>{say(commonWords).connecting}</p>
      </Shell>
    );
  }
  return (
    <div class="screen" data-revision={session.revision}>
      <ScreenHead session={session} />
      <StaleNotice connection={connection} />
      <main id="main" class="screen-main">
        <Stage session={session} connection={connection} />
      </main>
      <ScreenFoot quotas={session.quotas} visit={visit} />
    </div>
  );
}

function ScreenHead({ session }: { session: ScreenSession }) {
  return (
    <Fitted as="header" class="screen-head" ladder={titleLadder}>
      <h1>{session.title}</h1>
      <div class="row spread">
        <p>
          {session.organization.name} · {dayOf(session.heldOn)}
        </p>
        <AttendanceLine attendance={session.attendance} />
      </div>
    </Fitted>
  );
}

/** Shows what the room looks at: the open round, the result of the last one, or the current review. */
function Stage({ session, connection }: { session: ScreenSession; connection: Connection }) {
  const t = say(screenWords);
  const { currentReview, openRound, rounds, reviews, status } = session;
  const last = rounds.at(-1);
  // Of the last round and the current review, the one that changed last is shown.
  const onStage =
    last !== undefined && (currentReview === null || past(last.closedAt) >= newestOf(currentReview));
  const turnedTo = currentReview?.openedAt ?? null;
  useEffect(() => {
    if (turnedTo !== null) checkClock(turnedTo);
  }, [turnedTo]);
  if (openRound !== null) return <RoundPanel round={openRound} session={session} />;
  if (status === 'PREPARED') {
    return (
      <Fitted class="screen-quiet" ladder={subjectLadder}>
        <p class="screen-quiet-name">{t.waiting}</p>
      </Fitted>
    );
  }
  if (status === 'ADJOURNED') return <Adjourned session={session} />;
  if (onStage && last.status === 'CLOSED') {
    return <ClosedRound round={last} session={session} connection={connection} />;
  }
  return (
    <>
      {onStage && last.status === 'VOID' && (
        <Fitted class="screen-void" ladder={noteLadder}>
          <Excerpt class="screen-note" text={say(sessionWords).roundVoided(last.voidReason ?? '')} />
        </Fitted>
      )}
      {currentReview !== null ? (
        <ReviewPanel review={currentReview} sessionId={session.id} connection={connection} />
      ) : (
        <Fitted class="screen-quiet" ladder={subjectLadder}>
          <p class="screen-quiet-lead">{t.waitingForReview}</p>
          <NextUp reviews={reviews} />
        </Fitted>
      )}
    </>
  );
}

function NextUp({ reviews }: Pick<ScreenSession, 'reviews'>) {
  const next = reviews.find(({ status }) => status === 'PENDING');
  if (next === undefined) return null;
  return (
    <p class="screen-next">
      <span class="screen-quiet-lead">{say(screenWords).next}:</span>{' '}
      <strong class="screen-quiet-name">
        <Name of={namesOfReviews(reviews)(next.id)} />
      </strong>
    </p>
  );
}

/** Returns when a round closed. A time in the future counts as none, because the server's clock was wrong then and all that comes now is later. */
function past(closedAt: string | null): string {
  return closedAt === null || Date.parse(closedAt) > serverNowMs() + minuteMs ? '' : closedAt;
}

/** Returns when the review was last opened, reported or commented on. Times are RFC 3339 in UTC, so their text sorts by time. */
function newestOf(review: NonNullable<ScreenSession['currentReview']>): string {
  const said = saidOn(review).map(({ at }) => at);
  return [review.openedAt ?? '', review.report?.presentedAt ?? '', ...said].sort().at(-1) ?? '';
}

interface ClosedRoundProps {
  readonly round: ScreenSession['rounds'][number];
  readonly session: ScreenSession;
  readonly connection: Connection;
}

/** Shows a closed round. It is asked for when it has closed, and again when something is decided of its reviews. */
function ClosedRound({ round: { id, reviews }, session, connection }: ClosedRoundProps) {
  const revisions = session.reviews
    .filter((review) => reviews.some((one) => one.id === review.id))
    .map(({ revision }) => revision);
  const asked = useAnswer(connection, RoundOutcomeDocument, { id }, revisions.join()).value;
  const round = asked.data?.node;
  if (round?.__typename !== 'Round') {
    return (
      <Fitted class="screen-quiet screen-asking" ladder={subjectLadder}>
        <p class="screen-quiet-lead">{say(commonWords).loading}</p>
      </Fitted>
    );
  }
  return <OutcomePanel reviews={round.reviews} tallies={round.tallies} nameOf={namesIn(session)} />;
}

/** Tells subjects of the agenda with one name apart. Their numbers are shown beside the names. */
const namesIn = ({ reviews }: ScreenSession) => namesOfReviews(reviews, { numbered: true });

function Adjourned({ session }: { session: ScreenSession }) {
  const rated = session.reviews.filter(({ outcome }) => outcome !== null);
  return (
    <>
      <Fitted class="screen-note" ladder={noteLadder}>
        <p>{say(screenWords).adjourned}</p>
      </Fitted>
      <OutcomePanel reviews={rated} tallies={[]} nameOf={namesIn(session)} />
    </>
  );
}
