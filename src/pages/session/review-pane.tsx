import { useState } from 'preact/hooks';
import {
  ReviewDocument,
  type ReviewInFocusFragment,
  type ReviewOnAgendaFragment,
  type ReviewQuery,
  type RoundHeadFragment,
  type SessionStatus,
} from '../../../schema/operations/typed.ts';
import { tabStorage } from '../browser-storage.ts';
import { Button } from '../kit/button.tsx';
import { OutcomeLevel } from '../kit/level.tsx';
import { useAnswer } from '../live/answers.ts';
import type { Visit } from '../visit.ts';
import { commonWords, say } from '../words.ts';
import { CommentForm, ResponseForm } from './comment-forms.tsx';
import { useComments } from './comments.ts';
import { Discussion } from './discussion.tsx';
import type { Taking } from './form-footer.tsx';
import { OutcomeView } from './outcome.tsx';
import { ReportView } from './report.tsx';
import { begunReportName, ReportForm } from './report-form.tsx';
import { useSeatNames } from './seat-names.ts';
import { Disclosures, TallyBars } from './tally.tsx';
import { sessionWords } from './words.ts';

interface ReviewPaneProps {
  readonly review: ReviewOnAgendaFragment;
  readonly session: {
    readonly status: SessionStatus;
    readonly currentReview: ReviewInFocusFragment | null;
    readonly rounds: readonly RoundHeadFragment[];
  };
  readonly visit: Visit;
  /** Whether the reasons of an outcome are unfolded. */
  readonly openTrace?: boolean;
}

/**
 * Shows one whole review. The current review comes with every frame. What frames do not have (another review, the reasons and the count of an outcome) is asked
 * for, and again with every revision of the review.
 */
export function ReviewPane({ review, session, visit, openTrace = false }: ReviewPaneProps) {
  const { connection } = visit;
  const t = say(sessionWords);
  const isCurrent = session.currentReview?.id === review.id;
  // A frame has everything about a current review without an outcome, so a room that listens to comments asks for nothing.
  const wanted = isCurrent && review.outcome === null ? null : { id: review.id };
  const asked = useAnswer(connection, ReviewDocument, wanted, review.revision).value;
  const found = asked.data?.node?.__typename === 'Review' ? asked.data.node : null;
  const focus = isCurrent ? session.currentReview : found;
  return (
    <div class="stack">
      <div>
        <p class="secondary">
          {t.position(review.position)} · {say(commonWords).kinds[review.subject.kind]} ·{' '}
          {say(commonWords).reviewStatuses[review.status]}
        </p>
        <h2 id="review-title" class="review-name">
          {review.subject.name}
        </h2>
        {review.subject.position !== null && <p>{review.subject.position}</p>}
      </div>
      {review.outcome !== null && (
        <section class="stack tight">
          <h3>{t.outcome}</h3>
          <Came review={review} found={found} rounds={session.rounds} openTrace={openTrace} />
        </section>
      )}
      {focus ? (
        <InFocus focus={focus} status={session.status} visit={visit} />
      ) : (
        <p>{say(commonWords).loading}</p>
      )}
    </div>
  );
}

interface CameProps {
  readonly review: ReviewOnAgendaFragment;
  readonly found: Extract<ReviewQuery['node'], { __typename: 'Review' }> | null;
  readonly rounds: readonly RoundHeadFragment[];
  readonly openTrace: boolean;
}

/** Shows the outcome of a review. The frame is right where an answer is older than it: only what still holds of the answer is shown. */
function Came({ review: { id, outcome }, found, rounds, openTrace }: CameProps) {
  const t = say(sessionWords);
  const ended = rounds.filter(
    ({ status, reviews }) => status !== 'OPEN' && reviews.some((one) => one.id === id),
  );
  const counted = ended.findLast(({ status }) => status === 'CLOSED');
  const last = ended.at(-1);
  const round = found?.rounds.find((one) => one.id === counted?.id);
  const tally = round?.tallies.find(({ review }) => review.id === id);
  const explained = found?.outcome;
  const holds =
    explained?.level === outcome?.level &&
    explained?.status === outcome?.status &&
    explained?.final === outcome?.final;
  return (
    <>
      {explained && holds ? (
        <OutcomeView outcome={explained} open={openTrace} />
      ) : (
        outcome && <OutcomeLevel outcome={outcome} />
      )}
      {tally !== undefined && last?.status === 'VOID' && <p>{t.voidedAfter(last.voidReason ?? '')}</p>}
      {tally !== undefined && (
        <>
          <TallyBars tally={tally} />
          <Disclosures disclosures={tally.disclosures} />
        </>
      )}
    </>
  );
}

interface InFocusProps {
  readonly focus: ReviewInFocusFragment;
  readonly status: SessionStatus;
  readonly visit: Visit;
}

function InFocus({ focus, status, visit }: InFocusProps) {
  const { connection, viewer } = visit;
  const [presenting, setPresenting] = useState(() => tabStorage.get(begunReportName(focus.id)) !== null);
  const comments = useComments(connection, focus);
  const sessionId = viewer.session?.id ?? '';
  const { id: ownId, role } = viewer.seat ?? {};
  const conducts = role === 'CHAIR' || role === 'SECRETARY';
  const presents = conducts || (focus.presenter !== null && focus.presenter.id === ownId);
  const taking: Taking = status === 'ADJOURNED' ? 'OVER' : focus.status === 'OPEN' ? 'OPEN' : 'CLOSED';
  const isSaid = comments.total + focus.responses.length > 0 || focus.report?.author != null;
  const nameOf = useSeatNames(connection, isSaid ? sessionId : null);
  const of = { connection, sessionId, reviewId: focus.id };
  return (
    <>
      {!(presenting && taking === 'OPEN') && <ReportView report={focus.report} selfLevel={focus.selfLevel} />}
      {presenting && (
        <ReportForm
          connection={connection}
          sessionId={sessionId}
          review={focus}
          taking={taking}
          nameOf={nameOf}
          onDone={() => setPresenting(false)}
        />
      )}
      {presents && taking === 'OPEN' && !presenting && (
        <div class="row">
          <Button onClick={() => setPresenting(true)}>{say(sessionWords).presentReport}</Button>
        </div>
      )}
      <Discussion
        {...of}
        comments={comments}
        responses={focus.responses}
        nameOf={nameOf}
        mayWithdraw={(authorId) => status === 'CONVENED' && (conducts || authorId === ownId)}
      />
      {role !== 'GUEST' && <CommentForm {...of} taking={taking} />}
      {presents && <ResponseForm {...of} taking={taking} comments={comments} nameOf={nameOf} />}
    </>
  );
}
