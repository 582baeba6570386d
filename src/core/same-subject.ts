import type { AgendaItemInput } from './command.ts';
import type { Fault, SameBy } from './fault.ts';
import type { AgendaItem } from './preparation.ts';
import { subjectOf } from './result.ts';

/** Returns whom or what an item is about, as history will know its result. */
export const subjectOfItem = (item: AgendaItem): string =>
  subjectOf({ ...item, subjectOrganizationId: item.organizationId });

/** [R6] Adds a fault for every item about the same subject as an earlier one, because the result of one would supersede that of the other. */
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
    // Nothing is added where the field has a fault already: two names that are missing are not the same name.
    if (!faulty.has(path.join('.')))
      faults.push({ path, problem: { is: 'SAME_SUBJECT', item: earlier, by } });
  }
}

/** Returns the field of an item that says whom or what it is about, and how. */
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
