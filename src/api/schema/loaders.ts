import DataLoader from 'dataloader';
import type {
  History,
  OrganizationRow,
  PersonRow,
  ResultRow,
  Scope,
  SessionPolicyRow,
  SessionRow,
} from '../../history/history.ts';

type Loader<Row> = DataLoader<string, Row | null>;

/**
 * Reads by id for one operation. All that is asked for in one turn of the event loop is read in one statement. Returns null for what does not exist or is not
 * within the scope. A loader is made when it is used, because most operations need one or two.
 */
export class Loaders {
  readonly #history: History;
  readonly #scope: () => Promise<Scope>;
  #organization?: Loader<OrganizationRow>;
  #person?: Loader<PersonRow>;
  #recordedOrganization?: Loader<OrganizationRow>;
  #recordedPerson?: Loader<PersonRow>;
  #sessionPolicy?: Loader<SessionPolicyRow>;
  #session?: Loader<SessionRow>;
  #result?: Loader<ResultRow>;

  /** `scope` returns what the viewer may see. */
  constructor(history: History, scope: () => Promise<Scope>) {
    this.#history = history;
    this.#scope = scope;
  }

  get organization(): Loader<OrganizationRow> {
    this.#organization ??= byId((ids) => this.#history.organizationsById(ids, { of: 'ALL' }));
    return this.#organization;
  }

  get person(): Loader<PersonRow> {
    this.#person ??= byId((ids) => this.#history.peopleById(ids, { of: 'ALL' }));
    return this.#person;
  }

  /** The organisations that results within the viewer's scope are of or about. */
  get recordedOrganization(): Loader<OrganizationRow> {
    this.#recordedOrganization ??= byId(async (ids) =>
      this.#history.organizationsById(ids, await this.#scope()),
    );
    return this.#recordedOrganization;
  }

  get recordedPerson(): Loader<PersonRow> {
    this.#recordedPerson ??= byId(async (ids) => this.#history.peopleById(ids, await this.#scope()));
    return this.#recordedPerson;
  }

  /** The policy and the settings that a session was prepared with. */
  get sessionPolicy(): Loader<SessionPolicyRow> {
    this.#sessionPolicy ??= byId((ids) => this.#history.sessionPolicies(ids));
    return this.#sessionPolicy;
  }

  /** Adjourned sessions, which do not change. */
  get session(): Loader<SessionRow> {
    this.#session ??= byId(async (ids) =>
      this.#history.sessionsById(ids, { scope: await this.#scope(), adjournedOnly: true }),
    );
    return this.#session;
  }

  get result(): Loader<ResultRow> {
    // This has no cache, because the commands of one document are executed in turn and change what later ones read.
    this.#result ??= byId(async (ids) => this.#history.resultsById(ids, await this.#scope()), {
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
