import type { RegistryEvent } from '../core/event.ts';
import type { Fault } from '../core/fault.ts';
import type { Mint } from '../core/ids.ts';
import { nameRows, readRows } from '../core/import/resolve.ts';
import type { FileRows, ImportRow } from '../core/import/row.ts';
import { type ImportCounts, type OnRecord, supersedable, supersede } from '../core/import/supersede.ts';
import { limits } from '../core/limits.ts';
import { invalid, type Refusal } from '../core/refusal.ts';
import { contentOf, identityOf } from '../core/result.ts';
import type { History } from './history.ts';
import { withProvenance } from './provenance.ts';

/** How many results are read at a time, and how many one entry of the journal has. */
const partLength = 500;

/** The questions that an import asks of history. */
export type ImportHistory = Pick<
  History,
  'known' | 'resultsById' | 'namesakes' | 'standing' | 'successors' | 'origins'
>;

export type ImportReading =
  | { readonly refusal: Refusal }
  | { readonly counts: ImportCounts; readonly events: readonly RegistryEvent[] };

/**
 * [R82] Returns what an import would write as history is now, or a refusal with every fault of every row by its path. A row with a fault is not looked at
 * further, and the others are. `mint` makes the ids, and the same rows get the same ids. `told` are the faults that were found while the file was read.
 */
export async function readImport(
  history: ImportHistory,
  mint: Mint,
  given: FileRows,
  told: readonly Fault[] = [],
): Promise<ImportReading> {
  const faults: Fault[] = [...told];
  const rows = readRows(faults, given);
  if (faults.length >= limits.importFaults) return { refusal: invalid(faults) };
  const sound = rows.filter((row) => row !== null);
  const known = await history.known(lookupsOf(sound));
  const unnamed = sound.filter((row) => row.person_id === null && row.person_key === null);
  const namesakes = await history.namesakes(
    distinct(unnamed.map((row) => row.person_name ?? row.subject_name)),
  );
  const { resolved, organizations, people } = nameRows(faults, rows, { ...known, namesakes }, mint);
  const record = await standingOf(
    history,
    resolved.map(({ result }) => result.recorded.id),
    resolved.map(({ result }) => result.supersedesId).filter((id) => id !== null),
    resolved.map(({ identity }) => identity),
  );
  const settled = faults.length === 0 ? resolved : supersedable(resolved, record);
  const { counts, results } = supersede(faults, settled, record);
  if (faults.length > 0) return { refusal: invalid(faults) };
  const { unchanged, superseding } = counts;
  const numbers = { rows: counts.rows, unchanged, superseding };
  const parts = Math.max(1, Math.ceil(results.length / partLength));
  const newcomers = new Map(people);
  const events = Array.from({ length: parts }, (_, part): RegistryEvent => {
    const held = results.slice(part * partLength, (part + 1) * partLength);
    const mine = held.flatMap(({ recorded }) => {
      const fullName = newcomers.get(recorded.personId ?? '');
      newcomers.delete(recorded.personId ?? '');
      return fullName === undefined || recorded.personId === null
        ? []
        : [{ personId: recorded.personId, fullName }];
    });
    return { type: 'ResultsImported', ...numbers, people: mine, results: held };
  });
  return { counts, events: [...organizations, ...events] };
}

function distinct(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== null))];
}

function lookupsOf(rows: readonly ImportRow[]): Parameters<History['known']>[0] {
  return {
    organizationIds: distinct(rows.flatMap((row) => [row.organization_id, row.subject_organization_id])),
    organizationNames: distinct(
      rows.flatMap((row) => [
        ...row.organization_path,
        row.organization_name,
        ...row.subject_organization_path,
        row.subject_organization_name,
        row.subject_name,
      ]),
    ),
    personIds: distinct(rows.map((row) => row.person_id)),
  };
}

async function standingOf(
  history: ImportHistory,
  ids: readonly string[],
  formerIds: readonly string[],
  identities: readonly string[],
): Promise<OnRecord> {
  const present = new Map<string, { content: string; recordedAtMs: number }>();
  for (let from = 0; from < ids.length; from += partLength) {
    const rows = await history.resultsById(ids.slice(from, from + partLength), { of: 'ALL' });
    for (const { row, decisions, origin } of await withProvenance(history, rows)) {
      const content = contentOf({ ...row, decisions }, origin);
      present.set(row.id, { content, recordedAtMs: row.recordedAtMs });
    }
  }
  const formers = await history.resultsById(distinct(formerIds), { of: 'ALL' });
  const standing = await history.standing(distinct(identities));
  const successors = await history.successors(distinct([...ids, ...formerIds]));
  return {
    present,
    identities: new Map(formers.map(({ id, recorded }) => [id, identityOf(recorded)])),
    standing: new Map(standing.map(({ identity, id }) => [identity, id])),
    successors: new Map(successors.map(({ id, supersedesId }) => [supersedesId, id])),
  };
}

/** Returns how an import went, from the events of its command. Throws where none of them is of an import. */
export function importCountsOf(events: readonly { readonly type: string }[]): ImportCounts {
  const parts = (events as readonly RegistryEvent[]).filter((event) => event.type === 'ResultsImported');
  const [first] = parts;
  if (first === undefined) throw new Error('an import has no entry');
  const created = parts.reduce((sum, part) => sum + part.results.length, 0);
  return { rows: first.rows, created, unchanged: first.unchanged, superseding: first.superseding };
}
