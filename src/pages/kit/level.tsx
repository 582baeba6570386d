import type { BallotChoice, OutcomeStatus, QualityLevel } from '../../../schema/operations/typed.ts';
import { capitalised } from '../format.ts';
import { commonWords, say } from '../words.ts';

/** Shows a level or choice: a mark that can be read without its colour, and the name. */
export function Level({ level, short = false }: { readonly level: BallotChoice; readonly short?: boolean }) {
  const t = say(commonWords);
  return (
    <span class="level" data-level={level}>
      <span class="level-mark" aria-hidden={short ? undefined : true}>
        {t.levelMarks[level]}
      </span>
      <span class={short ? 'visually-hidden' : undefined}>{capitalised(t.choices[level])}</span>
    </span>
  );
}

interface OutcomeHead {
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
}

/** Shows the level of an outcome and its status; without a level the status alone. */
export function OutcomeLevel({ outcome }: { readonly outcome: OutcomeHead }) {
  const t = say(commonWords);
  const { level, status } = outcome;
  if (level === null && status === 'NOT_RATED') return <Level level="NOT_RATED" />;
  if (level === null) return <strong>{capitalised(t.outcomeStatuses[status])}</strong>;
  return (
    <span class="row">
      <Level level={level} />
      <span class="tag">{t.outcomeStatuses[status]}</span>
    </span>
  );
}
