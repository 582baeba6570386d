import type { Distinct } from '../../words/names.ts';
import { Name } from '../kit/name.tsx';
import { namesOfReviews } from '../names.ts';
import { Countdown } from '../session/countdown.tsx';
import { choicesShown, TallyBars, TurnoutRing, talliesShown } from '../session/tally.tsx';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import { Fitted, PagedList, PageNumber, useListPages } from './fit/fitted.tsx';
import { cardLadder, sheetLadder, subjectLadder } from './ladders.ts';
import type { ScreenSession } from './session.ts';
import { SubjectHead } from './subject-head.tsx';
import { screenWords } from './words.ts';

type Round = NonNullable<ScreenSession['openRound']>;

const pageMs = 10_000;

/** Shows an open round: how many have cast, and the tallies as its display allows. */
export function RoundPanel({ round, session }: { readonly round: Round; readonly session: ScreenSession }) {
  const onSheet = session.reviews.filter(({ id }) => round.reviews.some((one) => one.id === id));
  const [only] = onSheet;
  const tallies = talliesShown(round);
  return (
    <div class="screen-round" data-round={round.id}>
      <Turnout round={round} />
      {onSheet.length === 1 && only !== undefined ? (
        <Fitted as="section" class="screen-card" ladder={tallies.length === 0 ? subjectLadder : cardLadder}>
          <SubjectHead review={only} />
          {tallies.map((tally) => (
            <div key={tally.review.id} class="screen-bars" data-review={tally.review.id}>
              <TallyBars tally={tally} />
              {round.display === 'BATCHED' && (
                <p class="secondary">{say(sessionWords).counted(tally.counted)}</p>
              )}
            </div>
          ))}
        </Fitted>
      ) : (
        <Sheet
          reviews={onSheet}
          tallies={tallies}
          display={round.display}
          nameOf={namesOfReviews(session.reviews, { numbered: true })}
        />
      )}
    </div>
  );
}

function Turnout({ round }: { readonly round: Round }) {
  const t = say(screenWords);
  return (
    <Fitted as="section" class="screen-card screen-turnout" ladder={cardLadder}>
      <TurnoutRing turnout={round.turnout} electorate={round.electorate} />
      <p class="screen-turnout-label">{t.voted}</p>
      <p>{say(commonWords).methods[round.method]}</p>
      <Countdown round={round} between=" " />
      <p class="secondary">{say(sessionWords).countsShown[round.display]}</p>
    </Fitted>
  );
}

interface SheetProps {
  readonly reviews: ScreenSession['reviews'];
  readonly tallies: readonly Round['tallies'][number][];
  readonly display: Round['display'];
  readonly nameOf: (reviewId: string) => Distinct;
}

/** Shows many subjects, as many at once as can be read, and then the next ones. */
function Sheet({ reviews, tallies, display, nameOf }: SheetProps) {
  const listPages = useListPages(sheetLadder, { turnMs: pageMs });
  const choices = choicesShown(tallies);
  // A review from which somebody is recused has one mark fewer.
  const counted = Math.max(...tallies.map((tally) => tally.counted));
  const tallyOf = new Map(tallies.map((tally) => [tally.review.id, tally]));
  return (
    <section class="screen-card">
      <div class="row spread">
        <h2 class="screen-label">
          {say(screenWords).onSheet(reviews.length)}
          {display === 'BATCHED' && tallies.length > 0 && ` · ${say(sessionWords).counted(counted)}`}
        </h2>
        <PageNumber listPages={listPages} />
      </div>
      <PagedList listPages={listPages} class="sheet">
        {reviews.map(({ id, position }) => {
          const tally = tallyOf.get(id);
          return (
            <li key={id} class={tally === undefined ? undefined : 'tallied'} data-review={id}>
              <p class="sheet-name">
                <span class="secondary number">{position}</span> <Name of={nameOf(id)} />
              </p>
              {tally !== undefined && <TallyBars tally={tally} labels="short" choices={choices} />}
            </li>
          );
        })}
      </PagedList>
    </section>
  );
}
