import type { ReviewOnAgendaFragment } from '../../../schema/operations/typed.ts';
import { Level } from '../kit/level.tsx';
import { Name } from '../kit/name.tsx';
import { namesOfReviews } from '../names.ts';
import { commonWords, say } from '../words.ts';
import { sessionWords } from './words.ts';

interface AgendaProps {
  readonly reviews: readonly ReviewOnAgendaFragment[];
  readonly shownId: string | null;
  readonly onShow: (reviewId: string) => void;
}

/** Lists the items in order, each as a button that shows it, with its outcome so far. */
export function Agenda({ reviews, shownId, onShow }: AgendaProps) {
  const { reviewStatuses, outcomeStatuses } = say(commonWords);
  const t = say(sessionWords);
  const nameOf = namesOfReviews(reviews, { numbered: true });
  return (
    <nav aria-label={t.agenda}>
      <ol class="agenda">
        {reviews.map(({ id, position, status, outcome }) => (
          <li key={id}>
            <button
              type="button"
              class="agenda-item"
              aria-current={id === shownId ? 'true' : undefined}
              onClick={() => onShow(id)}
            >
              <span class="number secondary">{position}</span>
              <Name of={nameOf(id)} />
              {outcome !== null ? (
                outcome.level === null ? (
                  <span class="tag">{outcomeStatuses[outcome.status]}</span>
                ) : (
                  <Level level={outcome.level} short />
                )
              ) : (
                status !== 'PENDING' && <span class="tag">{reviewStatuses[status]}</span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
