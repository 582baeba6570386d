import { useState } from 'preact/hooks';
import type { FactName } from '../../../words/catalogue.ts';
import { nameInLine } from '../../../words/names.ts';
import { capitalised } from '../../format.ts';
import { Check, Select, TextField } from '../../kit/fields.tsx';
import { commonWords, say } from '../../words.ts';
import { type DraftItem, levels } from './draft.ts';
import { namesOfDraftItems } from './draft-names.ts';
import type { Editor } from './editor.ts';
import { type DraftFacts, factCount, factKinds, factNames } from './facts.ts';
import { faultAt } from './faults.ts';
import { changed } from './lists.ts';
import { prepareWords } from './words.ts';

interface FactFieldsProps {
  readonly item: DraftItem;
  readonly index: number;
  readonly editor: Editor;
}

/** The fields for all facts that rules may ask about a subject. They are rendered only while they are open. */
export function FactFields({ item, index, editor }: FactFieldsProps) {
  const t = say(prepareWords);
  const at = `agenda.${index}.facts`;
  const isFaulty = faultAt(editor.faults.value, at) !== undefined;
  const [open, setOpen] = useState(false);
  const count = factCount(item.facts);
  const put = (name: string, change: Partial<DraftFacts>) =>
    editor.edit(`${at}.${name}`, (now) => {
      const facts = { ...(now.agenda[index] ?? item).facts, ...change };
      return { ...now, agenda: changed(now.agenda, index, { facts }) };
    });
  return (
    <details
      class="facts"
      open={open || isFaulty}
      onToggle={(event) => {
        if (!isFaulty) setOpen(event.currentTarget.open);
      }}
    >
      <summary>{count > 0 ? t.factsGiven(count) : t.facts}</summary>
      {(open || isFaulty) && (
        <div class="stack in-details">
          <p class="secondary">{t.factsLead}</p>
          <div class="fields">
            {factNames.map((name) => (
              <Fact
                key={name}
                name={name}
                value={item.facts.values[name] ?? ''}
                path={`${at}.${name}`}
                editor={editor}
                onValue={(value) => put(name, { values: { ...item.facts.values, [name]: value } })}
              />
            ))}
          </div>
          <Relations item={item} at={at} editor={editor} put={put} />
        </div>
      )}
    </details>
  );
}

interface FactProps {
  readonly name: FactName;
  readonly value: string;
  readonly path: string;
  readonly editor: Editor;
  readonly onValue: (value: string) => void;
}

function Fact({ name, value, path, editor, onValue }: FactProps) {
  const t = say(prepareWords);
  const { choices } = say(commonWords);
  const kind = factKinds[name];
  const wires = {
    label: capitalised(t.factLabels[name]),
    error: faultAt(editor.faults.value, path),
    value,
    onValue,
  };
  const options = () => {
    if (kind === 'flag') return { yes: t.yes, no: t.no };
    if (kind === 'grade') return t.grades;
    if (kind === 'discipline') return t.disciplines;
    return Object.fromEntries(levels.map((level) => [level, choices[level]]));
  };
  return (
    <div data-path={path}>
      {kind === 'count' || kind === 'decimal' ? (
        <TextField {...wires} {...(kind === 'count' && { type: 'number', min: 0 })} />
      ) : (
        <Select {...wires} options={[['', t.unknown], ...Object.entries(options())]} />
      )}
    </div>
  );
}

interface RelationsProps {
  readonly item: DraftItem;
  readonly at: string;
  readonly editor: Editor;
  readonly put: (name: string, change: Partial<DraftFacts>) => void;
}

/** The fields for what the subject heads and leads. */
function Relations({ item, at, editor, put }: RelationsProps) {
  const t = say(prepareWords);
  const { choices } = say(commonWords);
  const { facts } = item;
  const faults = editor.faults.value;
  const { agenda } = editor.draft.value;
  const nameOf = namesOfDraftItems(agenda);
  const units = agenda.filter(
    ({ key, kind }) => key !== item.key && kind !== 'LEADER' && kind !== 'PARTY_MEMBER',
  );
  const toggled = <One,>(list: readonly One[], one: One, on: boolean) =>
    on ? [...list, one] : list.filter((other) => other !== one);
  return (
    <>
      <div data-path={`${at}.leads`}>
        <Select
          label={t.columns.leads}
          error={faultAt(faults, `${at}.leads`)}
          value={facts.leads}
          options={[['', t.none], ...units.map(({ key }) => [key, nameInLine(nameOf(key))] as const)]}
          named
          onValue={(leads) => put('leads', { leads })}
        />
      </div>
      {units.length > 0 && (
        <fieldset data-path={`${at}.heads`}>
          <legend>{t.columns.heads}</legend>
          {faultAt(faults, `${at}.heads`) && <p class="field-error">{faultAt(faults, `${at}.heads`)}</p>}
          {units.map(({ key }) => (
            <Check
              key={key}
              label={nameInLine(nameOf(key))}
              checked={facts.heads.includes(key)}
              onChecked={(on) => put('heads', { heads: toggled(facts.heads, key, on) })}
            />
          ))}
        </fieldset>
      )}
      <fieldset>
        <legend>{t.columns.headedLevels}</legend>
        {levels.map((level) => (
          <Check
            key={level}
            label={capitalised(choices[level])}
            checked={facts.headedLevels.includes(level)}
            onChecked={(on) => put('headedLevels', { headedLevels: toggled(facts.headedLevels, level, on) })}
          />
        ))}
      </fieldset>
    </>
  );
}
