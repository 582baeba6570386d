import type { BallotChoice, TallyDisplay, TallyPartsFragment } from '../../../schema/operations/typed.ts';
import { capitalised } from '../format.ts';
import { Notice } from '../kit/notice.tsx';
import { commonWords, say } from '../words.ts';
import { sessionWords } from './words.ts';

const circumference = 2 * Math.PI * 52;

/** Returns the size of the figures in the ring, in its own units, as large as there is room for so many figures. */
const figureSize = (figures: string): number => Math.min(24, 116 / figures.length);

/** Shows how many of the electorate have cast, as a ring that fills. */
export function TurnoutRing({
  turnout,
  electorate,
}: {
  readonly turnout: number;
  readonly electorate: number;
}) {
  const t = say(sessionWords);
  const share = electorate === 0 ? 0 : turnout / electorate;
  return (
    <svg class="ring" viewBox="0 0 120 120" role="img" aria-label={t.turnout(turnout, electorate)}>
      <circle class="ring-track" cx="60" cy="60" r="52" />
      <circle
        class="ring-value"
        cx="60"
        cy="60"
        r="52"
        stroke-dasharray={circumference}
        stroke-dashoffset={circumference * (1 - share)}
      />
      <text x="60" y="62" style={{ fontSize: `${figureSize(`${electorate}/${electorate}`)}px` }}>
        {turnout}/{electorate}
      </text>
    </svg>
  );
}

/** Returns the choices that have a bar. Levels always have one. The others have one where any of the tallies that are shown together has a mark for them. */
export function choicesShown(tallies: readonly TallyPartsFragment[]): readonly BallotChoice[] {
  const counts = tallies.flatMap((tally) => tally.counts);
  const isMarked = (choice: BallotChoice) => counts.some((one) => one.choice === choice && one.count > 0);
  const isLevel = (choice: BallotChoice) => choice !== 'NOT_RATED' && choice !== 'BLANK';
  return [...new Set(counts.map(({ choice }) => choice))].filter(
    (choice) => isLevel(choice) || isMarked(choice),
  );
}

/** Returns the tallies of an open round that are shown. Counts that are kept back come as zeros, which people would take for counts. */
export function talliesShown<Tally extends Pick<TallyPartsFragment, 'counted'>>(round: {
  readonly display: TallyDisplay;
  readonly tallies: readonly Tally[];
}): readonly Tally[] {
  const keptBack = round.display === 'BATCHED' && round.tallies.every(({ counted }) => counted === 0);
  return round.display === 'TURNOUT_ONLY' || keptBack ? [] : round.tallies;
}

interface TallyBarsProps {
  readonly tally: TallyPartsFragment;
  readonly labels?: 'full' | 'short';
  /** By default the tally's own. */
  readonly choices?: readonly BallotChoice[];
}

/**
 * Shows the counts as bars, as parts of the electorate. The electorate does not change, so bars only grow. Each count has room for as many digits as the
 * electorate has.
 */
export function TallyBars({
  tally,
  labels = 'full',
  choices: shown = choicesShown([tally]),
}: TallyBarsProps) {
  const t = say(sessionWords);
  const { choices, levelMarks } = say(commonWords);
  return (
    <ul class="bars" style={{ '--digits': String(tally.electorate).length }}>
      {tally.counts
        .filter(({ choice }) => shown.includes(choice))
        .map(({ choice, count }) => (
          <li key={choice} class="bar" data-level={choice} data-count={count}>
            <span class="visually-hidden">{t.countOf(choices[choice], count)}</span>
            <span class="bar-label" aria-hidden="true">
              {labels === 'full' ? capitalised(choices[choice]) : levelMarks[choice]}
            </span>
            <span class="bar-track" aria-hidden="true">
              <span
                class="bar-fill"
                style={{ transform: `scaleX(${tally.electorate === 0 ? 0 : count / tally.electorate})` }}
              />
            </span>
            <span class="bar-count" aria-hidden="true">
              {count}
            </span>
          </li>
        ))}
    </ul>
  );
}

/** Shows what secret ballots do not hide, each message once; nothing where they hide everything. */
export function Disclosures({ disclosures }: { readonly disclosures: TallyPartsFragment['disclosures'] }) {
  const messages = new Set(disclosures.map(({ message }) => message));
  return (
    <>
      {[...messages].map((message) => (
        <Notice key={message} kind="warn">
          {message}
        </Notice>
      ))}
    </>
  );
}
