import DataLoader from 'dataloader';
import type {
  Archive,
  OrganizationRow,
  PersonRow,
  Prepared,
  ResultRow,
  Scope,
  SessionRow,
} from '../clerk/ports.ts';

/**
 * What is asked for by id while one operation is executed: whatever one turn of the event loop asks for is read in one statement.
 * Null stands for what is not there, or not within the scope.
 */
export interface Loaders {
  readonly organization: DataLoader<string, OrganizationRow | null>;
  readonly person: DataLoader<string, PersonRow | null>;
  /** Those that results within the viewer's scope speak of. */
  readonly recordedOrganization: DataLoader<string, OrganizationRow | null>;
  readonly recordedPerson: DataLoader<string, PersonRow | null>;
  /** The policy and settings that a session was prepared with: results of a session share them. */
  readonly prepared: DataLoader<string, Prepared | null>;
  /** Adjourned ones, which change no more. */
  readonly session: DataLoader<string, SessionRow | null>;
  readonly result: DataLoader<string, ResultRow | null>;
}

export function loadersOf(archive: Archive, scope: () => Promise<Scope>): Loaders {
  return {
    organization: byId((ids) => archive.organizationsById(ids, { of: 'ALL' })),
    person: byId((ids) => archive.peopleById(ids, { of: 'ALL' })),
    recordedOrganization: byId(async (ids) => archive.organizationsById(ids, await scope())),
    recordedPerson: byId(async (ids) => archive.peopleById(ids, await scope())),
    prepared: byId((ids) => archive.prepared(ids)),
    session: byId(async (ids) => archive.sessionsById(ids, { scope: await scope(), adjournedOnly: true })),
    // Commands of one document are executed in turn, and change what later ones read.
    result: byId(async (ids) => archive.resultsById(ids, await scope()), { cache: false }),
  };
}

function byId<Row extends { readonly id: string }>(
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
  options: { readonly cache?: boolean } = {},
): DataLoader<string, Row | null> {
  return new DataLoader(async (ids: readonly string[]) => {
    const rows = new Map((await read([...new Set(ids)])).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  }, options);
}
