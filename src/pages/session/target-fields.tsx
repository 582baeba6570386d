import { Button } from '../kit/button.tsx';
import { Check, TextField } from '../kit/fields.tsx';
import { say } from '../words.ts';
import type { DraftTarget } from './report-draft.ts';
import { sessionWords } from './words.ts';

interface TargetFieldsProps {
  readonly targets: readonly DraftTarget[];
  readonly onTargets: (targets: readonly DraftTarget[]) => void;
}

/** The fields for the targets of a report, with a row for each. */
export function TargetFields({ targets, onTargets }: TargetFieldsProps) {
  const t = say(sessionWords);
  const change = (at: number, changed: Partial<DraftTarget>) =>
    onTargets(targets.map((target, place) => (place === at ? { ...target, ...changed } : target)));
  return (
    <fieldset class="target-fields">
      <legend>{t.targets}</legend>
      {targets.map((target, at) => (
        <div key={at} class="fields">
          <TextField
            label={t.targetName(at + 1)}
            value={target.name}
            onValue={(name) => change(at, { name })}
          />
          {(['planned', 'achieved'] as const).map((figure) => (
            <TextField
              key={figure}
              label={t[figure]}
              type="number"
              min={0}
              value={target[figure]}
              onValue={(value) => change(at, { [figure]: value })}
            />
          ))}
          <Check
            label={t.targetExceeded}
            checked={target.exceeded}
            onChecked={(exceeded) => change(at, { exceeded })}
          />
          <Button onClick={() => onTargets(targets.filter((_, place) => place !== at))}>
            {t.removeTarget}
          </Button>
        </div>
      ))}
      <Button
        onClick={() => onTargets([...targets, { name: '', planned: '', achieved: '', exceeded: false }])}
      >
        {t.addTarget}
      </Button>
    </fieldset>
  );
}
