import { nameInLine } from '../../../words/names.ts';
import { capitalised } from '../../format.ts';
import { Select, TextField } from '../../kit/fields.tsx';
import { commonWords, say } from '../../words.ts';
import { type DraftItem, isPerson, kinds, levels } from './draft.ts';
import { namesOfDraftSeats } from './draft-names.ts';
import type { Editor } from './editor.ts';
import { FactFields } from './fact-fields.tsx';
import { faultAt } from './faults.ts';
import { changed } from './lists.ts';
import { prepareWords } from './words.ts';

interface ItemFieldsProps {
  readonly item: DraftItem;
  readonly index: number;
  readonly autofocus: boolean;
  readonly editor: Editor;
}

export function ItemFields({ item, index, autofocus, editor }: ItemFieldsProps) {
  const t = say(prepareWords);
  const { choices } = say(commonWords);
  const { seats } = editor.draft.value;
  const at = `agenda.${index}`;
  const put = (field: keyof DraftItem, value: string) =>
    editor.edit(`${at}.${field}`, (now) => ({
      ...now,
      agenda: changed(now.agenda, index, { [field]: value }),
    }));
  const fault = (field: keyof DraftItem) => faultAt(editor.faults.value, `${at}.${field}`);
  const text = (field: 'name' | 'position' | 'peerGroup', more: object = {}) => (
    <div data-path={`${at}.${field}`}>
      <TextField
        label={t.columns[field]}
        error={fault(field)}
        value={item[field]}
        onValue={(value) => put(field, value)}
        {...more}
      />
    </div>
  );
  const pick = (
    field: 'kind' | 'seatKey' | 'presenterKey' | 'selfLevel' | 'authority',
    options: readonly (readonly [string, string])[],
  ) => (
    <div data-path={`${at}.${field}`}>
      <Select
        label={t.columns[field]}
        error={fault(field)}
        value={item[field]}
        options={options}
        named={field === 'seatKey' || field === 'presenterKey'}
        onValue={(value) => put(field, value)}
      />
    </div>
  );
  const nameOf = namesOfDraftSeats(seats);
  const people = [
    ['', t.none],
    ...seats.map((seat, row) => [
      seat.key,
      seat.fullName === '' ? t.seatNumber(row + 1) : nameInLine(nameOf(seat.key)),
    ]),
  ] as [string, string][];
  return (
    <div class="stack in-details">
      <div class="fields level-ends">
        {text('name', { autofocus })}
        {pick(
          'kind',
          kinds.map((kind) => [kind, t.kinds[kind]]),
        )}
        {(isPerson(item.kind) || item.position !== '') && text('position')}
        {(isPerson(item.kind) || item.seatKey !== '') && pick('seatKey', people)}
        {item.seatKey === '' && pick('presenterKey', people)}
        {text('peerGroup', { hint: t.leave })}
        {pick('selfLevel', [
          ['', t.none],
          ...levels.map((level) => [level, capitalised(choices[level])] as const),
        ])}
        {pick('authority', [
          ['', t.byDefault],
          ['DECIDE', t.authorities.DECIDE],
          ['PROPOSE', t.authorities.PROPOSE],
        ])}
      </div>
      <FactFields item={item} index={index} editor={editor} />
    </div>
  );
}
