import { Level } from '../kit/level.tsx';
import { Name } from '../kit/name.tsx';
import type { Connection } from '../live/connection.ts';
import { newestComments } from '../session/comments.ts';
import { TargetLine } from '../session/report.tsx';
import { useSeatNames } from '../session/seat-names.ts';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import { Excerpt, Fitted, PagedList, PageNumber, useListPages } from './fit/fitted.tsx';
import { commentLadder, headLadder, reportLadder, subjectLadder } from './ladders.ts';
import type { ScreenSession } from './session.ts';
import { SubjectHead } from './subject-head.tsx';
import { screenWords } from './words.ts';

type Review = NonNullable<ScreenSession['currentReview']>;

const pageMs = 15_000;
/** How many comments are shown at once, if they can be read. */
const commentsWanted = 3;

interface ReviewPanelProps {
  readonly review: Review;
  readonly sessionId: string;
  readonly connection: Connection;
}

/** Shows the subject under review: name, kind, the report as it was presented, and the comments as they come. */
export function ReviewPanel({ review, sessionId, connection }: ReviewPanelProps) {
  const isReported = hasText(review.report);
  const said = saidOn(review);
  const isSaid = said.length > 0;
  const nameOf = useSeatNames(connection, isSaid ? sessionId : null);
  const name = ['screen-review', isReported && 'reported', isSaid && 'said'].filter(Boolean).join(' ');
  return (
    <div class={name}>
      <About key={String(isReported)} review={review} isHead={isReported} />
      {isReported && <Report report={review.report} />}
      {isSaid && <Said said={said} nameOf={nameOf} />}
    </div>
  );
}

/** Returns the newest comments that were not withdrawn, and the responses, the newest first. */
export function saidOn(review: Review) {
  const comments = newestComments(review).filter(({ withdrawal }) => withdrawal === null);
  return [...comments.map((comment) => ({ ...comment, stance: null })), ...review.responses].sort(
    (one, other) => (one.at < other.at ? 1 : -1),
  );
}

function About({ review, isHead }: { readonly review: Review; readonly isHead: boolean }) {
  const { selfLevel, report } = review;
  const t = say(sessionWords);
  return (
    <Fitted as="section" class="screen-card screen-about" ladder={isHead ? headLadder : subjectLadder}>
      <SubjectHead review={review} />
      {selfLevel !== null && (
        <p class="screen-self">
          {t.selfLevel}: <Level level={selfLevel} />
        </p>
      )}
      {report?.presentedBy && (
        <p class="screen-self">
          {t.presentedBy}: <strong>{report.presentedBy}</strong>
        </p>
      )}
    </Fitted>
  );
}

const textNames = ['achievements', 'shortcomings', 'causes', 'remedies'] as const;

function hasText(report: Review['report']): boolean {
  return report !== null && (report.targets.length > 0 || textNames.some((name) => report[name]));
}

/** Shows the targets and then the texts of the report, in pages. */
function Report({ report }: { readonly report: Review['report'] }) {
  const t = say(sessionWords);
  const listPages = useListPages(reportLadder, { turnMs: pageMs });
  return (
    <section class="screen-card screen-report">
      <div class="row spread">
        <h2 class="screen-label">{say(screenWords).report}</h2>
        <PageNumber listPages={listPages} />
      </div>
      <PagedList listPages={listPages} class="screen-report-list">
        {report !== null && report.targets.length > 0 && <li class="screen-heading">{t.targets}</li>}
        {report?.targets.map((target) => (
          <li key={target.name} class="screen-target">
            <TargetLine target={target} />
          </li>
        ))}
        {textNames.map((name) => {
          const text = report?.[name];
          return text ? (
            <li key={name} class="screen-text">
              <h3 class="screen-heading">{t[name]}</h3>
              <Excerpt class="screen-text-body" text={text} />
            </li>
          ) : null;
        })}
      </PagedList>
    </section>
  );
}

interface SaidProps {
  readonly said: ReturnType<typeof saidOn>;
  readonly nameOf: ReturnType<typeof useSeatNames>;
}

/** Shows comments and responses, as many as have room. */
function Said({ said, nameOf }: SaidProps) {
  const { stances } = say(commonWords);
  const listPages = useListPages(commentLadder, { wanted: commentsWanted });
  return (
    <section class="screen-card screen-said">
      <h2 class="screen-label">{say(screenWords).latestComments}</h2>
      <PagedList listPages={listPages} class="screen-comments">
        {said.map(({ id, author, body, stance }) => (
          <li key={id} class={stance === null ? 'comment' : 'comment response'}>
            <p class="comment-head">
              <strong>
                <Name of={nameOf(author)} />
              </strong>{' '}
              {stance !== null && <span class="tag">{stances[stance]}</span>}
            </p>
            <Excerpt class="screen-comment" text={body} />
          </li>
        ))}
      </PagedList>
    </section>
  );
}
