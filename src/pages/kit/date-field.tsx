import { useState } from 'preact/hooks';
import { calendarDate, type DateProblem, heldYears, readDate } from '../../words/dates.ts';
import { longDayOf } from '../days.ts';
import { commonWords, say } from '../words.ts';
import { Field } from './fields.tsx';

interface DateFieldProps {
  readonly label: string;
  readonly error?: string | undefined;
  /** YYYY-MM-DD, or the text that was typed where it is no date. */
  readonly value: string;
  readonly onValue: (value: string) => void;
}

/** A field for a day, which is typed day first in every browser. The browsers' own fields put the month first in some languages. */
export function DateField({ label, error, value, onValue }: DateFieldProps) {
  const t = say(commonWords);
  const [typed, setTyped] = useState('');
  const shown = outward(typed) === value ? typed : inField(value);
  const read = readDate(shown);
  // A mistake is told after typing, not in the middle of it.
  const [isLeft, setLeft] = useState(read.is === 'wrong');
  const wrong = read.is === 'wrong' && (isLeft || error !== undefined) ? sentenceOf(read.problem) : error;
  return (
    <Field
      label={label}
      hint={t.dateHint}
      error={wrong}
      beside={<span role="status">{read.is === 'date' && longDayOf(read.date)}</span>}
    >
      {(wires) => (
        <input
          {...wires}
          class="input date"
          inputMode="numeric"
          autocomplete="off"
          spellcheck={false}
          value={shown}
          onInput={({ currentTarget }) => {
            setTyped(currentTarget.value);
            onValue(outward(currentTarget.value));
          }}
          onFocus={() => setLeft(read.is === 'wrong')}
          onBlur={() => {
            setLeft(true);
            setTyped(inField(value));
          }}
        />
      )}
    </Field>
  );
}

function sentenceOf(problem: DateProblem): string {
  const t = say(commonWords);
  if (problem !== 'YEAR_OUT_OF_RANGE') return t.dateProblems[problem];
  return t.dateYears(heldYears.first, heldYears.last);
}

function outward(typed: string): string {
  const read = readDate(typed);
  return read.is === 'date' ? read.date : typed;
}

function inField(value: string): string {
  const read = readDate(value);
  return read.is === 'date' ? calendarDate(read.date) : value;
}
