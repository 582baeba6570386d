import type {
  OutcomePartsFragment,
  OutcomeStatus,
  QualityLevel,
  ReviewPartsFragment,
  TallyPartsFragment,
} from '../../../schema/operations/typed.ts';
import { capitalised } from '../format.ts';
import { Level, OutcomeLevel } from '../kit/level.tsx';
import { decidingStep } from '../session/outcome.tsx';
import { TallyBars } from '../session/tally.tsx';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import { SubjectHead } from './review-panel.tsx';
import { columnsFor, outcomesOnPage } from './sheet.ts';
import { inPagesOf, useTurn } from './turning.ts';
import { screenWords } from './words.ts';

interface OutcomeShown {
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly final: boolean;
  /** Absent where only the level is shown. */
  readonly trace?: OutcomePartsFragment['trace'];
}

type ReviewShown = ReviewPartsFragment & { readonly outcome: OutcomeShown | null };

interface OutcomePanelProps {
  readonly reviews: readonly ReviewShown[];
  readonly tallies: readonly TallyPartsFragment[];
}

const pageMs = 10_000;
const spotlightMs = 6_000;
/** Longer reasons are set smaller. */
const longReason = 120;

/** What a round came to: one subject large, or a sheet of them with the reasons in turn. */
export function OutcomePanel({ reviews, tallies }: OutcomePanelProps) {
  const [only] = reviews;
  if (reviews.length === 1 && only !== undefined) return <OneOutcome review={only} tally={tallies[0]} />;
  return <ManyOutcomes reviews={reviews} />;
}

function OneOutcome({ review, tally }: { review: ReviewShown; tally: TallyPartsFragment | undefined }) {
  const { outcome } = review;
  return (
    <div class="screen-split">
      <section class="screen-card">
        <SubjectHead review={review} />
        {tally !== undefined && (
          <div class="screen-bars">
            <TallyBars tally={tally} />
          </div>
        )}
      </section>
      <section class="screen-card screen-outcome">
        <h2 class="screen-label">{say(screenWords).results}</h2>
        {outcome !== null && (
          <>
            <div class="screen-level">
              <OutcomeLevel outcome={outcome} />
            </div>
            <Why outcome={outcome} />
            {!outcome.final && <p class="screen-not-final secondary">{say(sessionWords).notFinal}</p>}
          </>
        )}
      </section>
    </div>
  );
}

/** The rule that decided, in one sentence. */
function Why({ outcome }: { outcome: OutcomeShown }) {
  const step = decidingStep(outcome.trace ?? []);
  if (step === undefined) return null;
  return (
    <p class={step.explanation.length > longReason ? 'screen-why long' : 'screen-why'}>
      {capitalised(step.explanation)} <small class="secondary">({step.rule.id})</small>
    </p>
  );
}

function ManyOutcomes({ reviews }: { reviews: readonly ReviewShown[] }) {
  const pages = inPagesOf(reviews, outcomesOnPage);
  const page = useTurn(pages.length, pageMs);
  const shown = pages[page] ?? [];
  const explained = shown.filter(({ outcome }) => (outcome?.trace?.length ?? 0) > 0);
  const lit = explained[useTurn(explained.length, spotlightMs)];
  return (
    <div class={explained.length > 0 ? 'screen-outcomes explained' : 'screen-outcomes'}>
      <section class="screen-card">
        <div class="row spread">
          <h2 class="screen-label">{say(screenWords).results}</h2>
          {pages.length > 1 && <p class="secondary">{say(screenWords).sheetPage(page + 1, pages.length)}</p>}
        </div>
        <ol class="sheet" data-columns={columnsFor(shown.length)}>
          {shown.map(({ id, position, subject, outcome }) => (
            <li key={id} class={id === lit?.id ? 'sheet-outcome lit' : 'sheet-outcome'}>
              {outcome === null ? <span class="level-mark">–</span> : <Mark outcome={outcome} />}
              <span class="sheet-name">
                <span class="secondary number">{position}</span> {subject.name}
              </span>
            </li>
          ))}
        </ol>
      </section>
      {lit?.outcome && (
        <section class="screen-card screen-lit">
          <div class="row">
            <strong class="screen-lit-name">{lit.subject.name}</strong>
            <OutcomeLevel outcome={lit.outcome} />
          </div>
          <Why outcome={lit.outcome} />
        </section>
      )}
    </div>
  );
}

function Mark({ outcome: { level, status } }: { outcome: OutcomeShown }) {
  if (level !== null) return <Level level={level} short />;
  if (status === 'NOT_RATED') return <Level level="NOT_RATED" short />;
  return (
    <span class="level">
      <span class="level-mark" aria-hidden="true">
        ?
      </span>
      <span class="visually-hidden">{say(commonWords).outcomeStatuses[status]}</span>
    </span>
  );
}
