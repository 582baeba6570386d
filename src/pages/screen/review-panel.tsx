import { Level } from '../kit/level.tsx';
import { newestComments } from '../session/comments.ts';
import { Targets } from '../session/report.tsx';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import type { ScreenSession } from './screen.tsx';
import { screenWords } from './words.ts';

type Review = NonNullable<ScreenSession['currentReview']>;

/** As many as can be read from the back of the room; the newest first. */
const commentsShown = 3;
/** Longer names are set smaller. */
const longName = 30;

/** Who is under review: name, kind, targets as met and planned, and the comments as they come. */
export function ReviewPanel({ review }: { review: Review }) {
  const t = say(sessionWords);
  const { report, responses, selfLevel } = review;
  const comments = newestComments(review).filter(({ withdrawal }) => withdrawal === null);
  const { stances } = say(commonWords);
  const targets = report?.targets ?? [];
  const said = [
    ...comments.map(({ id, author, body, at }) => ({
      id,
      name: author.person.fullName,
      body,
      at,
      tag: null,
    })),
    ...responses.map(({ id, author, body, at, stance }) => ({
      id,
      name: author.person.fullName,
      body,
      at,
      tag: stances[stance],
    })),
  ]
    .sort((one, other) => (one.at < other.at ? 1 : -1))
    .slice(0, commentsShown);
  return (
    <div
      class={['screen-review', targets.length === 0 && 'plain', said.length === 0 && 'bare']
        .filter(Boolean)
        .join(' ')}
    >
      <section class="screen-card screen-about">
        <SubjectHead review={review} />
        {selfLevel !== null && (
          <p class="screen-self">
            {t.selfLevel}: <Level level={selfLevel} />
          </p>
        )}
      </section>
      {targets.length > 0 && (
        <section class="screen-card screen-targets">
          <h3>{t.targets}</h3>
          <Targets targets={targets} />
        </section>
      )}
      <section class="screen-card screen-said">
        <h2 class="screen-label">{say(screenWords).latestComments}</h2>
        {said.length === 0 && <p class="secondary">{t.noComments}</p>}
        <ul class="comments">
          {said.map(({ id, name, body, tag }) => (
            <li key={id} class={tag === null ? 'comment' : 'comment response'}>
              <p class="comment-head">
                <strong>{name}</strong> {tag !== null && <span class="tag">{tag}</span>}
              </p>
              <p class="screen-comment">{body}</p>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

/** Number on the agenda, name, position and kind. */
export function SubjectHead({ review }: { review: Pick<Review, 'position' | 'subject'> }) {
  const { subject } = review;
  return (
    <div class="screen-subject-head">
      <p class="screen-place secondary">
        {say(sessionWords).position(review.position)} · {say(commonWords).kinds[subject.kind]}
      </p>
      <h2 class={subject.name.length > longName ? 'screen-subject long' : 'screen-subject'}>
        {subject.name}
      </h2>
      {subject.position !== null && <p class="screen-position">{subject.position}</p>}
    </div>
  );
}
