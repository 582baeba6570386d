import type { Fault, Problem } from '../fault.ts';
import { contentOf, type ImportedResult, type Origin } from '../result.ts';
import type { Resolved } from './resolve.ts';

// [R84] The third step of an import: which results are new, and which result each of them supersedes.

/** What history has of the results that an import names. */
export interface OnRecord {
  /** The content and time of the results that exist already, by id. */
  readonly present: ReadonlyMap<string, { readonly content: string; readonly recordedAtMs: number }>;
  /** The id of the result that stands, by identity. */
  readonly standing: ReadonlyMap<string, string>;
  /** The identity of the existing results that rows say they supersede, by id. */
  readonly identities: ReadonlyMap<string, string>;
  /** The id of the result that says it supersedes a result, by the id of the latter. */
  readonly successors: ReadonlyMap<string, string>;
}

export interface ImportCounts {
  readonly rows: number;
  readonly created: number;
  readonly unchanged: number;
  readonly superseding: number;
}

export interface Supersession {
  readonly counts: ImportCounts;
  readonly results: readonly ImportedResult[];
}

/**
 * [R84] Returns the results that are new, with the result that each supersedes. Adds to `faults`. Where the file has faults already, `resolved` is only a part
 * of it.
 */
export function supersede(faults: Fault[], resolved: readonly Resolved[], record: OnRecord): Supersession {
  const fault = (index: number, column: string, problem: Problem) =>
    faults.push({ path: ['rows', String(index), column], problem });
  /** Reports that two results would stand for one subject and period. People who are told apart by name alone may be two people. */
  const twice = ({ index, byName }: Resolved, column: string) =>
    byName ? fault(index, 'person_key', { is: 'SAME_NAME' }) : fault(index, column, { is: 'DOUBLED' });
  const fresh = new Map<string, Resolved>();
  const seen = new Set<string>();
  let unchanged = 0;
  for (const one of resolved) {
    const { result, origin, index } = one;
    const { id } = result.recorded;
    if (seen.has(id) && one.named) fault(index, 'id', { is: 'DOUBLED' });
    else if (seen.has(id)) twice(one, 'subject_name');
    seen.add(id);
    const there = record.present.get(id);
    if (there === undefined) fresh.set(id, one);
    else if (!one.named || isSame(result, origin, there)) unchanged += 1;
    else fault(index, 'id', { is: 'OTHER_CONTENT' });
  }
  const replaced = new Map<string, Resolved>();
  for (const one of fresh.values()) {
    const former = one.result.supersedesId;
    if (former === null) continue;
    const of = fresh.get(former)?.identity ?? record.identities.get(former);
    if (of !== undefined && of !== one.identity) {
      fault(one.index, 'supersedes_id', { is: 'CONTRADICTS', column: 'subject_name' });
    }
    if (replaced.has(former) || record.successors.has(former)) {
      fault(one.index, 'supersedes_id', { is: 'DOUBLED' });
    }
    replaced.set(former, one);
  }
  const results: ImportedResult[] = [];
  let superseding = 0;
  const heads = new Set<string>();
  for (const one of fresh.values()) {
    const { id } = one.result.recorded;
    if (replaced.has(id) || record.successors.has(id)) continue;
    if (heads.has(one.identity)) twice(one, 'subject_name');
    heads.add(one.identity);
  }
  for (const one of fresh.values()) {
    const { identity, result, index } = one;
    if (!heads.has(identity) && !record.standing.has(identity))
      fault(index, 'supersedes_id', { is: 'SUPERSEDES_ITSELF' });
    const former = formerOf(one, fresh, record, replaced);
    if (former !== null) superseding += 1;
    results.push({ ...result, supersedesId: former });
  }
  const formers = new Set(results.map(({ supersedesId }) => supersedesId));
  for (const { identity, index, result } of fresh.values()) {
    const stood = record.standing.get(identity);
    const isHead = !replaced.has(result.recorded.id) && !record.successors.has(result.recorded.id);
    // The result says that it supersedes another one than the one that stands, so both would stand.
    if (isHead && stood !== undefined && !formers.has(stood)) {
      fault(index, 'supersedes_id', { is: 'DOUBLED' });
    }
  }
  return { counts: { rows: resolved.length, created: fresh.size, unchanged, superseding }, results };
}

/** Leaves out results that supersede an unknown result, because a row with a fault may make that one, and the results that supersede those. */
export function supersedable(
  resolved: readonly Resolved[],
  { identities }: Pick<OnRecord, 'identities'>,
): readonly Resolved[] {
  const ids = new Set(resolved.map(({ result }) => result.recorded.id));
  const left = resolved.filter(({ result: { supersedesId } }) =>
    supersedesId === null ? true : ids.has(supersedesId) || identities.has(supersedesId),
  );
  return left.length === resolved.length ? left : supersedable(left, { identities });
}

function isSame(
  result: ImportedResult,
  origin: Origin,
  there: { readonly content: string; readonly recordedAtMs: number },
): boolean {
  return (
    contentOf(result, origin) === there.content &&
    (result.recordedAtMs === null || result.recordedAtMs === there.recordedAtMs)
  );
}

/**
 * Returns the id of the result that this one supersedes: the one that its row names, else the one that stood for its subject and period; null where there is
 * none.
 */
function formerOf(
  { result, identity }: Resolved,
  fresh: ReadonlyMap<string, Resolved>,
  { standing, successors }: OnRecord,
  replaced: ReadonlyMap<string, Resolved>,
): string | null {
  if (result.supersedesId !== null) return result.supersedesId;
  const stood = standing.get(identity) ?? null;
  if (stood === null || fresh.has(stood) || replaced.has(stood) || successors.has(result.recorded.id))
    return null;
  return stood;
}
