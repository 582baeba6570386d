import { type DraftItem, isPerson } from './draft.ts';

/** An item about the same subject as an earlier one. Both are counted from 0. */
export interface SameSubject {
  readonly index: number;
  readonly earlier: number;
  /** The field that makes the subjects the same. */
  readonly field: 'name' | 'seatKey';
  readonly by: 'NAME' | 'COLLECTIVE' | 'PERSON';
}

/** Returns the name of a unit or collective as the rules compare it. Names that show nothing are left to the rules. */
function nameOf({ kind, name }: DraftItem): string {
  const plain = name.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (kind !== 'LEADERSHIP_COLLECTIVE') return plain;
  return plain.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/đ/g, 'd');
}

/** Returns what the rules would refuse of an agenda (R6), before it is sent. Drafts have no ids, so a person is known by the seat alone. */
export function sameSubjects(agenda: readonly DraftItem[]): readonly SameSubject[] {
  const first = new Map<string, number>();
  const found: SameSubject[] = [];
  for (const [index, item] of agenda.entries()) {
    const { kind, seatKey } = item;
    const named = nameOf(item);
    if (seatKey === '' && (isPerson(kind) || named === '')) continue;
    const subject = `${kind} ${seatKey === '' ? `named ${named}` : `seat ${seatKey}`}`;
    const earlier = first.get(subject);
    if (earlier === undefined) first.set(subject, index);
    else if (seatKey !== '') found.push({ index, earlier, field: 'seatKey', by: 'PERSON' });
    else {
      const by = kind === 'LEADERSHIP_COLLECTIVE' ? 'COLLECTIVE' : 'NAME';
      found.push({ index, earlier, field: 'name', by });
    }
  }
  return found;
}
