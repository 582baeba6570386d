import { useState } from 'preact/hooks';
import type { BallotChoice, ReviewPartsFragment } from '../../../../schema/operations/typed.ts';
import type { Distinct } from '../../../words/names.ts';
import { capitalised } from '../../format.ts';
import { Button } from '../../kit/button.tsx';
import { Select } from '../../kit/fields.tsx';
import { Level } from '../../kit/level.tsx';
import { commonWords, say } from '../../words.ts';
import { ballotWords } from '../words.ts';
import { choiceOfKey, choices } from './choices.ts';
import { broughtBack, focusRow, markRow } from './keyboard.ts';
import type { Marks } from './local-ballot.ts';

interface SheetBallotProps {
  readonly reviews: readonly ReviewPartsFragment[];
  /** Tells subjects apart where their numbers are shown too. */
  readonly nameOf: (reviewId: string) => Distinct;
  readonly marks: Marks;
  readonly onMark: (marks: Marks) => void;
}

/** The ballot for many subjects, with a row for each. A digit marks and goes to the next row, and up and down change rows. */
export function SheetBallot({ reviews, nameOf, marks, onMark }: SheetBallotProps) {
  const t = say(commonWords);
  const onKey = (event: KeyboardEvent, at: number) => {
    if (event.ctrlKey || event.altKey || event.metaKey || broughtBack(event)) return;
    // A key that is held down marks once.
    const choice = event.repeat ? undefined : choiceOfKey(event.key);
    const here = reviews[at];
    if (choice !== undefined && here !== undefined) markRow(here.id, choice);
    else if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    const next = reviews[event.key === 'ArrowUp' ? at - 1 : at + 1];
    if (next !== undefined) focusRow(next.id);
  };
  return (
    <>
      <ul class="row legend">
        {choices.map(([choice]) => (
          <li key={choice}>
            <Level level={choice} />
          </li>
        ))}
      </ul>
      <p class="hint keys">{say(ballotWords).keys}</p>
      <ol class="paper">
        {reviews.map(({ id, position, subject }, at) => (
          <li key={id}>
            <fieldset
              class={marks[id] === undefined ? 'paper-row' : 'paper-row marked'}
              id={`row-${id}`}
              onKeyDown={(event) => onKey(event, at)}
            >
              <legend>
                <span class="secondary number">{position}</span> {subject.name}
                {beside(nameOf(id).detail ?? subject.position)}
              </legend>
              <div class="paper-marks">
                {choices.map(([choice]) => (
                  <label
                    key={choice}
                    class={marks[id] === choice ? 'mark chosen' : 'mark'}
                    data-level={choice}
                    title={capitalised(t.choices[choice])}
                  >
                    <input
                      type="radio"
                      name={id}
                      value={choice}
                      checked={marks[id] === choice}
                      onChange={() => onMark({ [id]: choice })}
                    />
                    <span aria-hidden="true">{t.levelMarks[choice]}</span>
                    <span class="visually-hidden">{capitalised(t.choices[choice])}</span>
                  </label>
                ))}
              </div>
            </fieldset>
          </li>
        ))}
      </ol>
      <MarkTheRest reviews={reviews} marks={marks} onMark={onMark} />
    </>
  );
}

/** The position; where there is none, what tells the subject from others of its name. */
const beside = (text: string | null) => text !== null && <span class="secondary"> · {text}</span>;

/** Marks all rows that are not marked yet. The person chooses the mark, and none is offered first. */
function MarkTheRest({ reviews, marks, onMark }: Omit<SheetBallotProps, 'nameOf'>) {
  const t = say(ballotWords);
  const common = say(commonWords);
  const [choice, setChoice] = useState<BallotChoice | ''>('');
  const rest = reviews.filter(({ id }) => marks[id] === undefined);
  if (rest.length === 0) return null;
  return (
    <div class="rest">
      <Select
        label={t.theRest}
        value={choice}
        options={[['', '–'], ...choices.map(([one]) => [one, capitalised(common.choices[one])] as const)]}
        onValue={setChoice}
      />
      <Button
        disabled={choice === ''}
        onClick={() => {
          if (choice !== '') onMark(Object.fromEntries(rest.map(({ id }) => [id, choice])));
        }}
      >
        {t.markRest}
      </Button>
    </div>
  );
}
