import type { AgendaItemInput } from './command.ts';
import type { Fault, SameBy } from './fault.ts';
import type { AgendaItem } from './preparation.ts';
import { subjectOf } from './result.ts';

/** Whom or what an item is about, as its result will be known in the record. */
export const subjectOfItem = (item: AgendaItem): string =>
  subjectOf({ ...item, subjectOrganizationId: item.organizationId });

/** [R6] Tells of every item that is about whom or what an earlier one is about: one result would take the other's place in the record. */
export function tellSameSubjects(
  faults: Fault[],
  agenda: readonly AgendaItem[],
  inputs: readonly AgendaItemInput[],
): void {
  const faulty = new Set(faults.map(({ path }) => path.join('.')));
  const first = new Map<string, number>();
  for (const [index, item] of agenda.entries()) {
    const subject = subjectOfItem(item);
    const earlier = first.get(subject);
    if (earlier === undefined) {
      first.set(subject, item.place);
      continue;
    }
    const { field, by } = deciding(item, inputs[index]);
    const path = ['agenda', String(index), field];
    // Two names that are missing say nothing of what they would be.
    if (!faulty.has(path.join('.')))
      faults.push({ path, problem: { is: 'SAME_SUBJECT', item: earlier, by } });
  }
}

/** What of an item says whom or what it is about. */
function deciding(
  { kind, seatId, personId }: AgendaItem,
  input: AgendaItemInput | undefined,
): { readonly field: 'name' | 'seatKey' | 'personId' | 'organizationId'; readonly by: SameBy } {
  if (seatId !== null) return { field: 'seatKey', by: 'PERSON' };
  if (personId !== null) return { field: input?.personId ? 'personId' : 'name', by: 'PERSON' };
  if (kind === 'LEADERSHIP_COLLECTIVE') return { field: 'name', by: 'COLLECTIVE' };
  return input?.organizationId
    ? { field: 'organizationId', by: 'ORGANIZATION' }
    : { field: 'name', by: 'NAME' };
}
