import type {
  OutcomePartsFragment,
  OutcomeStatus,
  QualityLevel,
  ReviewPartsFragment,
  TallyPartsFragment,
} from '../../../schema/operations/typed.ts';
import type { Distinct } from '../../words/names.ts';
import { capitalised } from '../format.ts';
import { Level, OutcomeLevel } from '../kit/level.tsx';
import { Name } from '../kit/name.tsx';
import { decidingStep } from '../session/outcome.tsx';
import { TallyBars } from '../session/tally.tsx';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import { Excerpt, Fitted, PagedList, PageNumber, useListPages } from './fit/fitted.tsx';
import { useTurn } from './fit/turning.ts';
import { cardLadder, reasonLadder, sheetLadder } from './ladders.ts';
import { SubjectHead } from './subject-head.tsx';
import { screenWords } from './words.ts';

interface OutcomeShown {
  readonly level: QualityLevel | null;
  readonly status: OutcomeStatus;
  readonly final: boolean;
  /** Missing where only the level is shown. */
  readonly trace?: OutcomePartsFragment['trace'];
}

type ReviewShown = ReviewPartsFragment & { readonly outcome: OutcomeShown | null };

interface OutcomePanelProps {
  readonly reviews: readonly ReviewShown[];
  readonly tallies: readonly TallyPartsFragment[];
  readonly nameOf: (reviewId: string) => Distinct;
}

const pageMs = 10_000;
const spotlightMs = 6_000;

/** Shows the result of a round: one subject in large letters, or many with their reasons in turn. */
export function OutcomePanel({ reviews, tallies, nameOf }: OutcomePanelProps) {
  const [only] = reviews;
  if (reviews.length === 1 && only !== undefined) return <OneOutcome review={only} tally={tallies[0]} />;
  return <ManyOutcomes reviews={reviews} nameOf={nameOf} />;
}

interface OneOutcomeProps {
  readonly review: ReviewShown;
  readonly tally: TallyPartsFragment | undefined;
}

function OneOutcome({ review, tally }: OneOutcomeProps) {
  const { outcome } = review;
  return (
    <div class="screen-split">
      <Fitted as="section" class="screen-card" ladder={cardLadder}>
        <SubjectHead review={review} />
        {tally !== undefined && (
          <div class="screen-bars">
            <TallyBars tally={tally} />
          </div>
        )}
      </Fitted>
      <Fitted as="section" class="screen-card screen-outcome" ladder={reasonLadder}>
        <h2 class="screen-label">{say(screenWords).results}</h2>
        {outcome !== null && (
          <>
            <div class="screen-level">
              <OutcomeLevel outcome={outcome} />
            </div>
            <Why outcome={outcome} />
            {!outcome.final && <p class="secondary">{say(sessionWords).notFinal}</p>}
          </>
        )}
      </Fitted>
    </div>
  );
}

/** Shows the rule that decided, in one sentence. */
function Why({ outcome }: { readonly outcome: OutcomeShown }) {
  const step = decidingStep(outcome.trace ?? []);
  if (step === undefined) return null;
  return (
    <div class="screen-why">
      <Excerpt class="screen-why-text" text={capitalised(step.explanation)} />
      <p class="secondary">{step.rule.id}</p>
    </div>
  );
}

function ManyOutcomes({ reviews, nameOf }: Omit<OutcomePanelProps, 'tallies'>) {
  const listPages = useListPages(sheetLadder, { turnMs: pageMs });
  const explained = reviews.filter(
    ({ outcome }, place) => listPages.isOpenAt(place) && (outcome?.trace?.length ?? 0) > 0,
  );
  const lit = explained[useTurn(explained.length, spotlightMs)];
  return (
    <div class="screen-outcomes">
      <section class="screen-card">
        <div class="row spread">
          <h2 class="screen-label">{say(screenWords).results}</h2>
          <PageNumber listPages={listPages} />
        </div>
        <PagedList listPages={listPages} class="sheet">
          {reviews.map(({ id, position, outcome }) => (
            <li key={id} class={id === lit?.id ? 'sheet-outcome lit' : 'sheet-outcome'}>
              {outcome === null ? <span class="level-mark">–</span> : <Mark outcome={outcome} />}
              <span class="sheet-name">
                <span class="secondary number">{position}</span> <Name of={nameOf(id)} />
              </span>
            </li>
          ))}
        </PagedList>
      </section>
      {lit?.outcome && (
        <Fitted as="section" class="screen-card screen-lit" ladder={reasonLadder}>
          <p class="screen-lit-name">
            <strong>
              <Name of={nameOf(lit.id)} />
            </strong>{' '}
            <OutcomeLevel outcome={lit.outcome} />
          </p>
          <Why outcome={lit.outcome} />
        </Fitted>
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
