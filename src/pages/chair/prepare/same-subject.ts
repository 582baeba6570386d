import { subjectName } from '../../../words/subjects.ts';
import { type DraftItem, isPerson } from './draft.ts';

/** An item about whom or what an earlier one is about. Both are counted from 0. */
export interface SameSubject {
  readonly index: number;
  readonly earlier: number;
  /** The field that says so. */
  readonly field: 'name' | 'seatKey';
  readonly by: 'NAME' | 'COLLECTIVE' | 'PERSON';
}

/** What the rules would refuse of an agenda (R6), told before it is sent. Drafts have no ids: a person is whoever sits on a seat. */
export function sameSubjects(agenda: readonly DraftItem[]): readonly SameSubject[] {
  const first = new Map<string, number>();
  const found: SameSubject[] = [];
  for (const [index, { kind, name, seatKey }] of agenda.entries()) {
    const named = subjectName(kind, name);
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
