import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { capitalised } from '../format.ts';
import { Button } from '../kit/button.tsx';
import { Notice } from '../kit/notice.tsx';
import { commonWords, say } from '../words.ts';
import {
  type BegunReport,
  cutAtDifference,
  type DraftField,
  differing,
  firstPicks,
  type Picks,
  type ReportDraft,
  type Side,
} from './report-draft.ts';
import { sessionWords } from './words.ts';

interface ReportConflictProps {
  readonly begun: BegunReport;
  readonly newest: ReportDraft;
  /** A sentence that the report was changed, by whom and when. */
  readonly told: string;
  readonly onChosen: (picks: Picks) => void;
  readonly onBack: () => void;
}

/** Shows the report that is being written beside the one that was presented meanwhile. For each field in which they differ, the person chooses one. */
export function ReportConflict({ begun, newest, told, onChosen, onBack }: ReportConflictProps) {
  const t = say(sessionWords);
  const fields = differing(begun.mine, newest);
  const [picks, setPicks] = useState<Picks>(() => firstPicks(begun, newest));
  const beginning = useRef<HTMLDivElement>(null);
  // This replaces a form at whose end the person may be, so it takes the focus and scrolls to its beginning.
  useEffect(() => {
    beginning.current?.focus();
    beginning.current?.scrollIntoView();
  }, []);
  const all = (side: Side) => setPicks(Object.fromEntries(fields.map((field) => [field, side])));
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (fields.every((field) => picks[field] !== undefined)) onChosen(picks);
      }}
    >
      <div ref={beginning} tabIndex={-1}>
        <Notice kind="warn">
          <p>{told}</p>
          <p>{t.chooseReports}</p>
        </Notice>
      </div>
      <div class="row">
        <Button onClick={() => all('mine')}>{t.allMine}</Button>
        <Button onClick={() => all('newest')}>{t.allNewest}</Button>
      </div>
      {fields.map((field) => (
        <FieldChoice
          key={field}
          label={t[field]}
          mine={textOf(begun.mine, field)}
          newest={textOf(newest, field)}
          picked={picks[field]}
          onPicked={(side) => setPicks({ ...picks, [field]: side })}
        />
      ))}
      <div class="row">
        <Button type="submit" kind="primary" busy={fields.some((field) => picks[field] === undefined)}>
          {t.takeChoice}
        </Button>
        <Button onClick={onBack}>{t.backToWriting}</Button>
      </div>
    </form>
  );
}

interface FieldChoiceProps {
  readonly label: string;
  readonly mine: string;
  readonly newest: string;
  readonly picked: Side | undefined;
  readonly onPicked: (side: Side) => void;
}

function FieldChoice({ label, mine, newest, picked, onPicked }: FieldChoiceProps) {
  const t = say(sessionWords);
  const name = useId();
  const sides = [
    ['mine', t.mine, mine, newest],
    ['newest', t.newest, newest, mine],
  ] as const;
  return (
    <fieldset class="report-choice">
      <legend>{label}</legend>
      {sides.map(([side, title, text, other]) => (
        <label key={side} class="check">
          <input type="radio" name={name} checked={picked === side} onChange={() => onPicked(side)} />
          <span>
            <strong>{title}</strong>
            <br />
            <Compared text={text} other={other} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Shows a text, and marks what differs from the other one. */
function Compared({ text, other }: { readonly text: string; readonly other: string }) {
  if (text === '') return <span class="secondary">{say(sessionWords).leftEmpty}</span>;
  const [before, differs, after] = cutAtDifference(text, other);
  return (
    <span class="prewrap">
      {before}
      {differs !== '' && <mark>{differs}</mark>}
      {after}
    </span>
  );
}

function textOf(draft: ReportDraft, field: DraftField): string {
  if (field === 'targets') {
    const { targetExceeded } = say(sessionWords);
    return draft.targets
      .map(({ name, planned, achieved, exceeded }) =>
        [`${name}: ${achieved}/${planned}`, ...(exceeded ? [targetExceeded] : [])].join(' '),
      )
      .join('\n');
  }
  if (field !== 'selfLevel') return draft[field];
  return draft.selfLevel === '' ? '' : capitalised(say(commonWords).levels[draft.selfLevel]);
}
