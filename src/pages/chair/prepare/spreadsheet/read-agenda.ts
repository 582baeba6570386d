import type { Authority, QualityLevel, SubjectKind } from '../../../../../schema/operations/typed.ts';
import { sameName } from '../../../../words/names.ts';
import { type DraftItem, type DraftSeat, newItem } from '../draft.ts';
import { type DraftFacts, factKinds, factNames } from '../facts.ts';
import { sameSubjects } from '../same-subject.ts';
import { maxKeyLength, maxNameLength } from './read-seats.ts';
import type { ColumnName } from './recognise.ts';
import {
  type CellError,
  type Cells,
  choiceIn,
  choicesIn,
  decimalIn,
  flagIn,
  listIn,
  type Row,
  readTable,
  requiredText,
  shortText,
  wholeIn,
} from './table.ts';

/** A seat or an item that a cell may name, by its key or by its name. */
interface Referent {
  readonly key: string;
  readonly name: string;
}

/** Reads an agenda from the rows of a file. Its people are found among `seats`. An item with the kind and name of a former one keeps its key. */
export function readAgenda(
  cells: Cells,
  seats: readonly DraftSeat[],
  former: readonly DraftItem[],
  newKey: () => string,
  errors: CellError[],
): readonly DraftItem[] {
  const { rows } = readTable('agenda', cells, errors);
  const items = rows.map((row) => readItem(row));
  const keyed = items.map((item) => item.key);
  const taken = new Set(keyed.filter((key) => key !== ''));
  const before = new Map(former.map((one) => [subjectOf(one), one.key]));
  const withKeys = items.map((item) => {
    const stays = before.get(subjectOf(item));
    const key = item.key || (stays !== undefined && !taken.has(stays) ? stays : newKey());
    taken.add(key);
    return { ...item, key };
  });
  const ofSeats = finder(seats.map(({ key, fullName }) => ({ key, name: fullName })));
  const ofItems = finder(withKeys.map(({ key, name }) => ({ key, name })));
  const referring = withKeys.map((item, index) => {
    const row = rows[index] as Row;
    return {
      ...item,
      seatKey: referred(row, 'seatKey', ofSeats, 'SEAT'),
      presenterKey: referred(row, 'presenterKey', ofSeats, 'SEAT'),
      facts: { ...item.facts, heads: headsOf(row, ofItems), leads: referred(row, 'leads', ofItems, 'ITEM') },
    };
  });
  const same = sameSubjects(referring);
  for (const { index, earlier, field, by } of same) {
    rows[index]?.tell(field, `SAME_${by}`, { number: (rows[earlier] as Row).row });
  }
  tellDoubled(rows, items, new Set(same.map(({ index }) => index)));
  return referring;
}

function readItem(row: Row): DraftItem {
  if (row.text('kind') === '') row.tell('kind', 'MISSING_VALUE');
  const kind = (choiceIn(row, 'kind', 'kind') || 'PARTY_CELL') as SubjectKind;
  return {
    ...newItem(shortText(row, 'key', maxKeyLength), kind),
    name: requiredText(row, 'name', maxNameLength),
    position: shortText(row, 'position', maxNameLength),
    peerGroup: shortText(row, 'peerGroup', maxNameLength),
    selfLevel: choiceIn(row, 'selfLevel', 'level') as QualityLevel | '',
    authority: choiceIn(row, 'authority', 'authority') as Authority | '',
    facts: readFacts(row),
  };
}

function readFacts(row: Row): DraftFacts {
  const values = Object.fromEntries(
    factNames.map((name) => [name, readFact(row, name)]).filter(([, value]) => value !== ''),
  );
  const headedLevels = choicesIn(row, 'headedLevels', 'level') as readonly QualityLevel[];
  return { values, heads: [], headedLevels, leads: '' };
}

function readFact(row: Row, name: keyof typeof factKinds): string {
  const kind = factKinds[name];
  if (kind === 'count') return wholeIn(row, name);
  if (kind === 'decimal') return decimalIn(row, name);
  if (kind !== 'flag') return choiceIn(row, name, kind);
  const flag = flagIn(row, name);
  return flag === null ? '' : flag ? 'yes' : 'no';
}

const subjectOf = ({ kind, name }: DraftItem): string => `${kind}\n${sameName(name)}`;

/** Reports two items with one key, and two that are most likely about the same subject, except where `told` has the item already. */
function tellDoubled(rows: readonly Row[], items: readonly DraftItem[], told: ReadonlySet<number>): void {
  const seen = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const { key, name, position } = item;
    const row = rows[index] as Row;
    const subject = `${subjectOf(item)}\n${sameName(position)}\n${key}`;
    const double = key === '' ? undefined : seen.get(`key ${key}`);
    const other = name === '' ? undefined : seen.get(subject);
    if (double !== undefined) row.tell('key', 'DOUBLED', { number: double });
    else if (other !== undefined && !told.has(index)) row.tell('name', 'DOUBLED', { number: other });
    seen.set(subject, row.row).set(`key ${key}`, row.row);
  }
}

type Find = (text: string) => readonly string[];

/** Returns what finds the keys that a text may mean: the text itself where it is a key, else those with this name. */
function finder(all: readonly Referent[]): Find {
  const keys = new Set(all.map(({ key }) => key));
  const names = new Map<string, string[]>();
  for (const { key, name } of all) {
    const same = sameName(name);
    names.set(same, [...(names.get(same) ?? []), key]);
  }
  return (text) => (keys.has(text) ? [text] : (names.get(sameName(text)) ?? []));
}

function referred(
  row: Row,
  column: ColumnName,
  find: Find,
  what: 'SEAT' | 'ITEM',
  text = row.text(column),
): string {
  if (text === '') return '';
  const [only, other] = find(text);
  if (only === undefined) row.tell(column, `UNKNOWN_${what}`, { value: text });
  else if (other !== undefined) row.tell(column, `AMBIGUOUS_${what}`, { value: text });
  return only ?? '';
}

/** Reads the items that a cell says the subject heads. A name may have a comma in it, so the whole cell is tried first. */
function headsOf(row: Row, find: Find): readonly string[] {
  const whole = row.text('heads');
  if (whole !== '' && find(whole).length === 1) return [...find(whole)];
  return listIn(row, 'heads').map((text) => referred(row, 'heads', find, 'ITEM', text));
}
