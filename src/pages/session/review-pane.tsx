import { useState } from 'preact/hooks';
import {
  ReviewDocument,
  type ReviewInFocusFragment,
  type ReviewOnAgendaFragment,
} from '../../../schema/operations/typed.ts';
import { Button } from '../kit/button.tsx';
import { useAnswer } from '../live/answers.ts';
import { held } from '../live/device.ts';
import type { Visit } from '../live/visit.ts';
import { commonWords, say } from '../words.ts';
import { newestComments } from './comments.ts';
import { Discussion } from './discussion.tsx';
import { OutcomeView } from './outcome.tsx';
import { ReportView } from './report.tsx';
import { ReportForm } from './report-form.tsx';
import { useSeatNames } from './seat-names.ts';
import { CommentBox, ResponseBox } from './speak.tsx';
import { Betrayals, TallyBars } from './tally.tsx';
import { sessionWords } from './words.ts';

interface ReviewPaneProps {
  readonly review: ReviewOnAgendaFragment;
  readonly session: { readonly revision: number; readonly currentReview: ReviewInFocusFragment | null };
  readonly visit: Visit;
  /** Whether the reasons of an outcome are unfolded. */
  readonly openTrace?: boolean;
}

/** One self-review in full. That of the moment comes with every frame, another is asked for when it is looked at. */
export function ReviewPane({ review, session, visit, openTrace = false }: ReviewPaneProps) {
  const { connection } = visit;
  const isCurrent = session.currentReview?.id === review.id;
  const decided = `${review.status}/${review.outcome?.level}/${review.outcome?.status}`;
  const version = isCurrent || review.status !== 'OPEN' ? decided : session.revision;
  const asked = useAnswer(connection, ReviewDocument, { id: review.id }, version).value;
  const found = asked.data?.node?.__typename === 'Review' ? asked.data.node : null;
  const focus = isCurrent ? session.currentReview : found;
  const tally = found?.rounds.findLast(({ status }) => status === 'CLOSED')?.tallies;
  const ownTally = tally?.find((one) => one.review.id === review.id);
  return (
    <div class="stack">
      <div>
        <p class="secondary">
          {say(sessionWords).position(review.position)} · {say(commonWords).kinds[review.subject.kind]} ·{' '}
          {say(commonWords).reviewStatuses[review.status]}
        </p>
        <h2 id="review-title" class="review-name">
          {review.subject.name}
        </h2>
        {review.subject.position !== null && <p>{review.subject.position}</p>}
      </div>
      {found?.outcome && (
        <section class="stack tight">
          <h3>{say(sessionWords).outcome}</h3>
          <OutcomeView outcome={found.outcome} open={openTrace} />
          {ownTally !== undefined && (
            <>
              <TallyBars tally={ownTally} />
              <Betrayals betrayals={ownTally.betrayals} />
            </>
          )}
        </section>
      )}
      {focus ? <InFocus focus={focus} visit={visit} /> : <p>{say(commonWords).loading}</p>}
    </div>
  );
}

function InFocus({ focus, visit }: { focus: ReviewInFocusFragment; visit: Visit }) {
  const { connection, viewer } = visit;
  const [presenting, setPresenting] = useState(() => held(`report.${focus.id}`) !== null);
  const sessionId = viewer.session?.id ?? '';
  const role = viewer.seat?.role;
  const conducts = role === 'CHAIR' || role === 'SECRETARY';
  const presents = conducts || (focus.presenter !== null && focus.presenter.id === viewer.seat?.id);
  const isOpen = focus.status === 'OPEN';
  const comments = newestComments(focus).filter(({ withdrawal }) => withdrawal === null);
  const isSaid = comments.length + focus.responses.length > 0;
  const nameOf = useSeatNames(connection, isSaid ? sessionId : null);
  const of = { connection, sessionId, reviewId: focus.id };
  return (
    <>
      {presenting ? (
        <ReportForm
          connection={connection}
          sessionId={sessionId}
          review={focus}
          onDone={() => setPresenting(false)}
        />
      ) : (
        <ReportView report={focus.report} selfLevel={focus.selfLevel} />
      )}
      {presents && isOpen && !presenting && (
        <div class="row">
          <Button onClick={() => setPresenting(true)}>{say(sessionWords).presentReport}</Button>
        </div>
      )}
      <Discussion comments={comments} responses={focus.responses} nameOf={nameOf} />
      {isOpen && role !== 'GUEST' && <CommentBox key={`comment-${focus.id}`} {...of} />}
      {isOpen && presents && (
        <ResponseBox key={`response-${focus.id}`} {...of} comments={comments} nameOf={nameOf} />
      )}
    </>
  );
}
