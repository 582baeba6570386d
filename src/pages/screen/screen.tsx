import {
  RoundOutcomeDocument,
  WatchScreenDocument,
  type WatchScreenSubscription,
} from '../../../schema/operations/typed.ts';
import { dayOf } from '../days.ts';
import { Button } from '../kit/button.tsx';
import { LanguageSwitch, Shell, ThemeSwitch } from '../kit/shell.tsx';
import { StaleNotice } from '../kit/stale.tsx';
import { useAnswer } from '../live/answers.ts';
import type { Connection } from '../live/connection.ts';
import { useFrames } from '../live/frames.ts';
import type { Visit } from '../live/visit.ts';
import { newestComments } from '../session/comments.ts';
import { useRoundAnnouncements } from '../session/rounds.ts';
import { AttendanceLine, QuotaList } from '../session/standing.tsx';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import { OutcomePanel } from './outcome-panel.tsx';
import { ReviewPanel } from './review-panel.tsx';
import { RoundPanel } from './round-panel.tsx';
import { screenWords } from './words.ts';

export type ScreenSession = WatchScreenSubscription['sessionWatch']['session'];

/** The room's screen: nobody sits at it, so what there is to show comes by itself. */
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
    <div class="screen">
      <ScreenHead session={session} />
      <StaleNotice connection={connection} />
      <main id="main" class="screen-main">
        <Stage session={session} connection={connection} />
      </main>
      <ScreenFoot session={session} visit={visit} />
    </div>
  );
}

function ScreenHead({ session }: { session: ScreenSession }) {
  return (
    <header class="screen-head">
      <div>
        <h1>{session.title}</h1>
        <p>
          {session.organization.name} · {dayOf(session.heldOn)}
        </p>
      </div>
      <AttendanceLine attendance={session.attendance} />
    </header>
  );
}

/** What the room looks at: a round, what the last one came to, or the review of the moment. */
function Stage({ session, connection }: { session: ScreenSession; connection: Connection }) {
  const t = say(screenWords);
  const { currentReview, openRound, rounds, reviews, status } = session;
  const last = rounds.at(-1);
  // What is said after a count belongs to the review again.
  const said = currentReview === null ? [] : [...newestComments(currentReview), ...currentReview.responses];
  const countedAt = last?.closedAt ?? '';
  const onStage =
    openRound === null &&
    last !== undefined &&
    (currentReview === null || covers(last, currentReview.id)) &&
    !said.some(({ at }) => at > countedAt);
  if (openRound !== null) return <RoundPanel round={openRound} session={session} />;
  if (status === 'PREPARED') return <p class="screen-quiet">{t.waiting}</p>;
  if (status === 'ADJOURNED') return <Adjourned session={session} />;
  if (onStage && last.status === 'CLOSED') {
    return <ClosedRound round={last} session={session} connection={connection} />;
  }
  return (
    <>
      {onStage && last.status === 'VOID' && (
        <p class="screen-void">{say(sessionWords).roundVoided(last.voidReason ?? '')}</p>
      )}
      {currentReview !== null ? (
        <ReviewPanel review={currentReview} />
      ) : (
        <div class="screen-quiet">
          <p class="screen-quiet-lead">{t.waitingForReview}</p>
          <NextUp name={reviews.find((review) => review.status === 'PENDING')?.subject.name} />
        </div>
      )}
    </>
  );
}

function NextUp({ name }: { name: string | undefined }) {
  if (name === undefined) return null;
  return (
    <p class="screen-next">
      {say(screenWords).next}: <strong>{name}</strong>
    </p>
  );
}

function covers({ reviews }: ScreenSession['rounds'][number], reviewId: string): boolean {
  return reviews.some(({ id }) => id === reviewId);
}

interface ClosedRoundProps {
  readonly round: ScreenSession['rounds'][number];
  readonly session: ScreenSession;
  readonly connection: Connection;
}

/** Asked for once it is closed, and again with every revision of what it was on. */
function ClosedRound({ round: { id, reviews }, session, connection }: ClosedRoundProps) {
  const revisions = session.reviews
    .filter((one) => reviews.some(({ id }) => id === one.id))
    .map(({ revision }) => revision);
  const asked = useAnswer(connection, RoundOutcomeDocument, { id }, revisions.join()).value;
  const found = asked.data?.node;
  if (found?.__typename !== 'Round') return <p class="screen-quiet">{say(commonWords).loading}</p>;
  return <OutcomePanel reviews={found.reviews} tallies={found.tallies} />;
}

function Adjourned({ session }: { session: ScreenSession }) {
  const rated = session.reviews.filter(({ outcome }) => outcome !== null);
  return (
    <>
      <p class="screen-quiet small">{say(screenWords).adjourned}</p>
      <OutcomePanel reviews={rated} tallies={[]} />
    </>
  );
}

function ScreenFoot({ session, visit }: { session: ScreenSession; visit: Visit }) {
  const t = say(commonWords);
  return (
    <footer class="screen-foot">
      <section>
        <h2>{say(sessionWords).quotas}</h2>
        <QuotaList quotas={session.quotas} />
      </section>
      <div class="row screen-tools">
        <ThemeSwitch />
        <LanguageSwitch />
        <Button onClick={visit.signOut}>{t.signOut}</Button>
      </div>
    </footer>
  );
}
