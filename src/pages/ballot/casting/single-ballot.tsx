import type { BallotChoice, ReviewPartsFragment } from '../../../../schema/operations/typed.ts';
import type { Distinct } from '../../../words/names.ts';
import { capitalised } from '../../format.ts';
import { commonWords, say } from '../../words.ts';
import { ballotWords } from '../words.ts';
import { choices } from './choices.ts';
import { broughtBack } from './keyboard.ts';

interface SingleBallotProps {
  readonly review: ReviewPartsFragment;
  readonly nameOf: (reviewId: string) => Distinct;
  readonly marked: BallotChoice | undefined;
  readonly onMark: (choice: BallotChoice) => void;
}

/** The ballot for one subject: four large buttons for levels, and two small ones for no level. */
export function SingleBallot({ review, nameOf, marked, onMark }: SingleBallotProps) {
  const t = say(commonWords);
  return (
    <fieldset class="choices" id={`row-${review.id}`} onKeyDown={broughtBack}>
      <legend>
        {say(ballotWords).choose(review.subject.name)}
        <span class="secondary">
          {' '}
          · {nameOf(review.id).detail ?? review.subject.position ?? t.numberedItem(review.position)}
        </span>
      </legend>
      {choices.map(([choice]) => (
        <label key={choice} class={marked === choice ? 'choice chosen' : 'choice'} data-level={choice}>
          <input
            type="radio"
            name={review.id}
            value={choice}
            checked={marked === choice}
            onChange={() => onMark(choice)}
          />
          <span class="level-mark" aria-hidden="true">
            {t.levelMarks[choice]}
          </span>
          <span>{capitalised(t.choices[choice])}</span>
        </label>
      ))}
    </fieldset>
  );
}
