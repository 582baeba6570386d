import { Countdown } from '../session/countdown.tsx';
import { TallyBars, TurnoutRing } from '../session/tally.tsx';
import { sessionWords } from '../session/words.ts';
import { commonWords, say } from '../words.ts';
import { SubjectHead } from './review-panel.tsx';
import type { ScreenSession } from './screen.tsx';
import { columnsFor, talliesOnPage } from './sheet.ts';
import { inPagesOf, useTurn } from './turning.ts';
import { screenWords } from './words.ts';

type Round = NonNullable<ScreenSession['openRound']>;

const pageMs = 10_000;

/** A round while it is open: how many have cast, and the tally as its display allows. */
export function RoundPanel({ round, session }: { round: Round; session: ScreenSession }) {
  const t = say(screenWords);
  const { methods } = say(commonWords);
  const onSheet = session.reviews.filter(({ id }) => round.reviews.some((one) => one.id === id));
  const [only] = onSheet;
  const shows = {
    LIVE: t.countsLive,
    BATCHED: t.countsBatched,
    TURNOUT_ONLY: t.countsLater,
  };
  return (
    <div class={onSheet.length === 1 ? 'screen-split' : 'screen-round'} data-round={round.id}>
      <section class="screen-card screen-turnout">
        <TurnoutRing turnout={round.turnout} electorate={round.electorate} />
        <div class="stack tight">
          <p class="screen-turnout-label">{t.voted}</p>
          <p>{methods[round.method]}</p>
          {onSheet.length > 1 && <p>{t.onSheet(onSheet.length)}</p>}
          {round.closesAt !== null && <Countdown closesAt={round.closesAt} />}
          <p class="secondary">{shows[round.display]}</p>
        </div>
      </section>
      {onSheet.length === 1 && only !== undefined ? (
        <section class="screen-card">
          <SubjectHead review={only} />
          {round.tallies.map((tally) => (
            <div key={tally.review.id} class="screen-bars" data-review={tally.review.id}>
              <TallyBars tally={tally} />
              {round.display === 'BATCHED' && (
                <p class="screen-counted secondary">{say(sessionWords).counted(tally.counted)}</p>
              )}
            </div>
          ))}
        </section>
      ) : (
        <Sheet reviews={onSheet} tallies={round.tallies} />
      )}
    </div>
  );
}

interface SheetProps {
  readonly reviews: ScreenSession['reviews'];
  readonly tallies: Round['tallies'];
}

/** Many subjects at once: as many as can be read, then the next ones. */
function Sheet({ reviews, tallies }: SheetProps) {
  const pages = inPagesOf(reviews, talliesOnPage);
  const at = useTurn(pages.length, pageMs);
  const shown = pages[at] ?? [];
  return (
    <section class="screen-card">
      {pages.length > 1 && <p class="sheet-page">{say(screenWords).sheetPage(at + 1, pages.length)}</p>}
      <ol class="sheet" data-columns={columnsFor(shown.length)}>
        {shown.map(({ id, position, subject }) => {
          const tally = tallies.find(({ review }) => review.id === id);
          return (
            <li key={id} data-review={id}>
              <p class="sheet-name">
                <span class="secondary number">{position}</span> {subject.name}
              </p>
              {tally !== undefined && <TallyBars tally={tally} labels="short" />}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
