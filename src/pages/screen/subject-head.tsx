import type { ReviewPartsFragment } from '../../../schema/operations/typed.ts';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';

/** Shows number on the agenda, kind, name and position. */
export function SubjectHead({
  review,
}: {
  readonly review: Pick<ReviewPartsFragment, 'position' | 'subject'>;
}) {
  const { subject } = review;
  return (
    <div class="screen-subject-head">
      <p class="screen-place secondary">
        {say(sessionWords).position(review.position)} · {say(commonWords).kinds[subject.kind]}
      </p>
      <h2 class="screen-subject">{subject.name}</h2>
      {subject.position !== null && <p class="screen-position">{subject.position}</p>}
    </div>
  );
}
