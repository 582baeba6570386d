import type { PolicyPartsFragment } from '../../../../schema/operations/typed.ts';
import { calendarDate } from '../../../words/dates.ts';
import { DateField } from '../../kit/date-field.tsx';
import { Select, TextField } from '../../kit/fields.tsx';
import { say } from '../../words.ts';
import type { Draft } from './draft.ts';
import type { Editor } from './editor.ts';
import { faultAt } from './faults.ts';
import { prepareWords } from './words.ts';

type TextName = 'organization' | 'superior' | 'title' | 'ordinal' | 'year';

/** The paths under which the API reports faults of the fields. */
const paths: Readonly<Record<TextName | 'quarter', string>> = {
  organization: 'organization.name',
  superior: 'organization.superior',
  title: 'title',
  ordinal: 'ordinal',
  year: 'period.year',
  quarter: 'period.quarter',
};

interface BasicFieldsProps {
  readonly editor: Editor;
  readonly policies: readonly PolicyPartsFragment[];
  readonly policy: PolicyPartsFragment;
}

export function BasicFields({ editor, policies, policy }: BasicFieldsProps) {
  const t = say(prepareWords);
  const draft = editor.draft.value;
  const faults = editor.faults.value;
  const text = (name: TextName, label: string, more: object = {}) => (
    <div data-path={paths[name]}>
      <TextField
        label={label}
        value={draft[name]}
        error={faultAt(faults, paths[name])}
        onValue={(value) => editor.edit(paths[name], (now) => ({ ...now, [name]: value }))}
        {...more}
      />
    </div>
  );
  return (
    <section class="card" aria-labelledby="basics">
      <h2 id="basics">{t.basics}</h2>
      <div class="fields level-ends">
        {text('organization', t.organizationName)}
        {text('superior', t.superiorName, { hint: t.optional })}
      </div>
      {text('title', t.title)}
      <div class="fields level-ends">
        {text('ordinal', t.ordinal, { hint: t.optional, type: 'number', min: 1 })}
        <div data-path="heldOn">
          <DateField
            label={t.heldOn}
            value={draft.heldOn}
            error={faultAt(faults, 'heldOn')}
            onValue={(heldOn) => editor.edit('heldOn', (now) => ({ ...now, heldOn }))}
          />
        </div>
      </div>
      <div class="fields level-ends">
        <Period editor={editor} />
        {text('year', t.year, { type: 'number', min: 1930, max: 2200 })}
      </div>
      <div data-path="policyId">
        <Select
          label={t.policy}
          value={policy.id}
          error={faultAt(faults, 'policyId')}
          options={policies.map(({ id, name, validFrom, validTo }) => [
            id,
            t.policyOf(name, calendarDate(validFrom), validTo && calendarDate(validTo)),
          ])}
          named
          onValue={(policyId) => editor.edit('policyId', (now) => ({ ...now, policyId }))}
        />
      </div>
    </section>
  );
}

function Period({ editor }: { editor: Editor }) {
  const t = say(prepareWords);
  const { periodKind, quarter } = editor.draft.value;
  const put = (change: Partial<Draft>) => editor.edit('period', (now) => ({ ...now, ...change }));
  return (
    <>
      <Select
        label={t.periodKind}
        value={periodKind}
        options={(['YEAR', 'QUARTER', 'TERM', 'AD_HOC'] as const).map((kind) => [kind, t.periodKinds[kind]])}
        onValue={(kind) => put({ periodKind: kind })}
      />
      {periodKind === 'QUARTER' && (
        <div data-path={paths.quarter}>
          <Select
            label={t.quarter}
            value={quarter}
            error={faultAt(editor.faults.value, paths.quarter)}
            options={['1', '2', '3', '4'].map((one) => [one, one])}
            onValue={(one) => put({ quarter: one })}
          />
        </div>
      )}
    </>
  );
}
