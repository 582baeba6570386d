import {
  CloseReviewDocument,
  OpenReviewDocument,
  type QualityLevel,
  SettleOutcomeDocument,
} from '../../../../schema/operations/typed.ts';
import { nameInLine } from '../../../words/names.ts';
import { capitalised } from '../../format.ts';
import { CommandButton } from '../../kit/command-button.tsx';
import { Select, TextArea } from '../../kit/fields.tsx';
import { Notice } from '../../kit/notice.tsx';
import { send } from '../../live/command.ts';
import { namesOfReviews } from '../../names.ts';
import { ReviewPane } from '../../session/review-pane.tsx';
import { useTabState } from '../../tab-state.ts';
import type { Visit } from '../../visit.ts';
import { commonWords, say } from '../../words.ts';
import type { ChairSession } from './session.ts';
import { conductWords } from './words.ts';

interface ReviewDeskProps {
  readonly visit: Visit;
  readonly session: ChairSession;
  readonly reviewId: string | null;
}

/** Shows the chosen item: its report, what was said, its outcome with the trace, and what can be done with it. */
export function ReviewDesk({ visit, session, reviewId }: ReviewDeskProps) {
  const t = say(conductWords);
  const { connection } = visit;
  const review = session.reviews.find(({ id }) => id === reviewId);
  if (review === undefined) return <p>{t.chooseReview}</p>;
  const command = { sessionId: session.id, reviewId: review.id };
  const convened = session.status === 'CONVENED';
  const voted = session.openRound?.reviews.some(({ id }) => id === review.id) === true;
  const notYet = voted ? t.notWhileVoting : review.outcome === null ? t.closeWithoutOutcome : null;
  return (
    <section class="card" aria-label={t.review}>
      {review.outcome?.status === 'NEEDS_DECISION' && <Notice kind="warn">{t.undecided}</Notice>}
      {convened && review.status === 'OPEN' && notYet !== null && <Notice kind="info">{notYet}</Notice>}
      {convened && (
        <div class="row">
          {review.status === 'OPEN' ? (
            <CommandButton
              label={t.closeReview}
              disabled={notYet !== null}
              run={(commandId) => send(connection, CloseReviewDocument, { commandId, ...command })}
            />
          ) : (
            <CommandButton
              label={t.openReview}
              kind={review.status === 'PENDING' ? 'primary' : 'plain'}
              run={(commandId) => send(connection, OpenReviewDocument, { commandId, ...command })}
            />
          )}
        </div>
      )}
      <ReviewPane key={review.id} review={review} session={session} visit={visit} openTrace />
      {convened && (
        <Settle
          key={`settle-${review.id}`}
          reviewId={review.id}
          subject={nameInLine(namesOfReviews(session.reviews)(review.id))}
          open={review.outcome?.status === 'NEEDS_DECISION'}
          voted={voted}
          run={(commandId, level, reason) =>
            send(connection, SettleOutcomeDocument, {
              commandId,
              ...command,
              reason,
              ...(level === 'NOT_RATED' ? {} : { level }),
            })
          }
        />
      )}
    </section>
  );
}

const levels: readonly (QualityLevel | 'NOT_RATED')[] = [
  'EXCELLENT',
  'GOOD',
  'COMPLETED',
  'NOT_COMPLETED',
  'NOT_RATED',
];

interface SettlementDraft {
  readonly level: QualityLevel | 'NOT_RATED' | '';
  readonly reason: string;
}

const nothing: SettlementDraft = { level: '', reason: '' };

interface SettleProps {
  readonly reviewId: string;
  readonly subject: string;
  readonly open: boolean;
  /** Whether the review is in the open round. Nothing is settled then. */
  readonly voted: boolean;
  readonly run: (
    commandId: string,
    level: QualityLevel | 'NOT_RATED',
    reason: string,
  ) => Promise<{ readonly __typename: string }>;
}

/** Settles an outcome. The trace of what the rules gave is above it. */
function Settle({ reviewId, subject, open, voted, run }: SettleProps) {
  const t = say(conductWords);
  const common = say(commonWords);
  const [{ level, reason }, setDraft] = useTabState<SettlementDraft>(`settle.${reviewId}`, nothing);
  return (
    <details class="quiet" open={open || reason !== ''}>
      <summary>{t.settle}</summary>
      <div class="stack settle">
        <p class="secondary">{t.settleLead}</p>
        {voted && <Notice kind="info">{t.notWhileVoting}</Notice>}
        <Select
          label={t.settleLevel}
          value={level}
          options={[
            ['', t.settleNone],
            ...levels.map((one) => [one, capitalised(common.levels[one])] as const),
          ]}
          onValue={(chosen) => setDraft({ level: chosen, reason })}
        />
        <TextArea
          label={t.reason}
          value={reason}
          onValue={(written) => setDraft({ level, reason: written })}
        />
        <div class="row">
          <CommandButton
            label={t.settleAct}
            disabled={voted || level === '' || reason.trim() === ''}
            ask={{
              title: t.settleTitle(subject),
              body: (
                <p>
                  {level !== '' && capitalised(common.levels[level])}: {reason}
                </p>
              ),
            }}
            run={(commandId) => run(commandId, level === '' ? 'NOT_RATED' : level, reason)}
            onDone={() => setDraft(nothing)}
          />
        </div>
      </div>
    </details>
  );
}
