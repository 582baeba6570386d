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

type Loader<Row> = DataLoader<string, Row | null>;

/**
 * What is asked for by id while one operation is executed: whatever one turn of the event loop asks for is read in one statement.
 * Null stands for what is not there, or not within the scope. Each is made when it is asked for: most operations need one or two.
 */
export class Loaders {
  readonly #archive: Archive;
  readonly #scope: () => Promise<Scope>;
  #organization?: Loader<OrganizationRow>;
  #person?: Loader<PersonRow>;
  #recordedOrganization?: Loader<OrganizationRow>;
  #recordedPerson?: Loader<PersonRow>;
  #prepared?: Loader<Prepared>;
  #session?: Loader<SessionRow>;
  #result?: Loader<ResultRow>;

  /** `scope`: what the viewer may see. */
  constructor(archive: Archive, scope: () => Promise<Scope>) {
    this.#archive = archive;
    this.#scope = scope;
  }

  get organization(): Loader<OrganizationRow> {
    this.#organization ??= byId((ids) => this.#archive.organizationsById(ids, { of: 'ALL' }));
    return this.#organization;
  }

  get person(): Loader<PersonRow> {
    this.#person ??= byId((ids) => this.#archive.peopleById(ids, { of: 'ALL' }));
    return this.#person;
  }

  /** Those that results within the viewer's scope speak of. */
  get recordedOrganization(): Loader<OrganizationRow> {
    this.#recordedOrganization ??= byId(async (ids) =>
      this.#archive.organizationsById(ids, await this.#scope()),
    );
    return this.#recordedOrganization;
  }

  get recordedPerson(): Loader<PersonRow> {
    this.#recordedPerson ??= byId(async (ids) => this.#archive.peopleById(ids, await this.#scope()));
    return this.#recordedPerson;
  }

  /** The policy and settings that a session was prepared with: results of a session share them. */
  get prepared(): Loader<Prepared> {
    this.#prepared ??= byId((ids) => this.#archive.prepared(ids));
    return this.#prepared;
  }

  /** Adjourned ones, which change no more. */
  get session(): Loader<SessionRow> {
    this.#session ??= byId(async (ids) =>
      this.#archive.sessionsById(ids, { scope: await this.#scope(), adjournedOnly: true }),
    );
    return this.#session;
  }

  get result(): Loader<ResultRow> {
    // Commands of one document are executed in turn, and change what later ones read.
    this.#result ??= byId(async (ids) => this.#archive.resultsById(ids, await this.#scope()), {
      cache: false,
    });
    return this.#result;
  }
}

function byId<Row extends { readonly id: string }>(
  read: (ids: readonly string[]) => Promise<readonly Row[]>,
  options: { readonly cache?: boolean } = {},
): Loader<Row> {
  return new DataLoader(async (ids: readonly string[]) => {
    const rows = new Map((await read([...new Set(ids)])).map((row) => [row.id, row]));
    return ids.map((id) => rows.get(id) ?? null);
  }, options);
}
