import { fold } from '../core/text.ts';
import type {
  History,
  Listing,
  NameQuery,
  OrganizationRow,
  PageRequest,
  PersonRow,
  ResultRow,
  SessionQuery,
  SessionRow,
} from '../history/history.ts';
import { exchangeReads } from './exchange.ts';
import type { Query, Read } from './gate.ts';
import { containing } from './names.ts';
import { countRows, emptyListing, hasBehind, type Ordering, readPage, type Selection } from './page.ts';
import {
  belowOrganization,
  countsFor,
  isOfMany,
  namedIn,
  orderOf,
  resultColumns,
  resultsOf,
  resultsWhere,
  type StoredResult,
  storedJson,
} from './results.ts';
import { statistics } from './statistics.ts';

/** History has a connection of its own, so that its queries and the writes do not wait for each other. */
export function sqlHistory(read: Read): History {
  const page = <Row extends object, Out>(
    selection: Selection,
    order: readonly Ordering[],
    request: PageRequest,
    shape: (query: Query, rows: readonly Row[]) => readonly Out[] | Promise<readonly Out[]>,
  ): Promise<Listing<Out>> =>
    read(async (query) => {
      const rows = await readPage<Row, Out>(query, selection, order, request, (found) => shape(query, found));
      return {
        ...rows,
        total: () => read((later) => countRows(later, selection)),
        hasBehind: () => read((later) => hasBehind(later, selection, order, request)),
      };
    });
  const byId = <Row>(selection: Selection, ids: readonly string[]): Promise<readonly Row[]> =>
    read((query) => query<Row>(...statementOf(among(selection, ids))));
  return {
    known: (wanted) => read((query) => known(query, wanted)),
    organizationsById: (ids, scope) => byId(organizationsWhere({ scope, search: null }), ids),
    peopleById: (ids, scope) => byId(peopleWhere({ scope, search: null }), ids),
    sessionsById: (ids, { scope, adjournedOnly }) =>
      read(async (query) => {
        const wanted = { scope, organizationId: null, status: null, year: null, adjournedOnly };
        return sessionsOf(await query<StoredSession>(...statementOf(among(sessionsWhere(wanted), ids))));
      }),
    resultsById: (ids, scope) =>
      read(async (query) => {
        const selection = resultsWhere({ scope, includeSuperseded: true }, resultColumns);
        return resultsOf(read, await query<StoredResult>(...statementOf(among(selection, ids))));
      }),
    organizations: (request, wanted) => {
      const selection = belowOf(organizationsWhere(wanted), wanted.superiorId);
      return page<OrganizationRow, OrganizationRow>(selection, byName, request, (_, rows) => stripped(rows));
    },
    people: (request, wanted) =>
      page<PersonRow, PersonRow>(peopleWhere(wanted), byName, request, (_, rows) => stripped(rows)),
    sessions: (request, wanted) =>
      page<StoredSession, SessionRow>(sessionsWhere(wanted), sessionOrder, request, (_, rows) =>
        sessionsOf(rows),
      ),
    results: (request, wanted) =>
      read(async (query) => {
        const named = await namedIn(query, wanted);
        const order = orderOf(wanted.order);
        if (named?.none) return emptyListing({ from: 'result' }, order, request);
        const inOrder = named === null && (await isOfMany(query, wanted));
        const selection = resultsWhere(wanted, resultColumns, { condition: named?.page, inOrder });
        const rows = await readPage<StoredResult, ResultRow>(query, selection, order, request, (found) =>
          resultsOf(read, found),
        );
        const counted = resultsWhere(wanted, '', { table: countsFor(wanted, []), condition: named?.all });
        return {
          ...rows,
          total: () => read((later) => countRows(later, counted)),
          hasBehind: () => read((later) => hasBehind(later, selection, order, request)),
        };
      }),
    statistics: (wanted, by, base) => read((query) => statistics(query, wanted, by, base)),
    ...exchangeReads(read),
    sessionPolicies: (ids) =>
      read(async (query) => {
        const rows = await query<{ id: string; policy: string; settings: string }>(
          'SELECT id, policy, settings FROM session WHERE id IN (SELECT value FROM json_each(?))',
          [JSON.stringify(ids)],
        );
        return rows.map(({ id, policy, settings }) => ({
          id,
          policy: storedJson(id, policy),
          settings: storedJson(id, settings),
        }));
      }),
  };
}

const organizationColumns = 'id, name, superior_id AS superiorId';
const personColumns = 'id, full_name AS fullName';
const byName = [{ column: 'sort_key' }, { column: 'id' }];

function stripped<Row extends object>(rows: readonly Row[]): readonly Row[] {
  const own = (row: Row) => Object.entries(row).filter(([column]) => !column.startsWith('key_'));
  return rows.map((row) => Object.fromEntries(own(row)) as Row);
}

async function known(query: Query, wanted: Parameters<History['known']>[0]): ReturnType<History['known']> {
  const organizations = await query<OrganizationRow>(
    `SELECT ${organizationColumns} FROM organization
     WHERE id IN (SELECT value FROM json_each(?)) OR folded IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(wanted.organizationIds), JSON.stringify(wanted.organizationNames.map(fold))],
  );
  const people = await query<PersonRow>(
    `SELECT ${personColumns} FROM person WHERE id IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(wanted.personIds)],
  );
  return { organizations, people };
}

const peopleWhere = (wanted: NameQuery) => named('person', personColumns, peopleWithin, wanted);
const organizationsWhere = (wanted: NameQuery) =>
  named('organization', organizationColumns, organizationsWithin, wanted);

const peopleWithin = ['result.person_id = person.id'];
const organizationsWithin = [
  'result.organization_id = organization.id',
  'result.subject_organization_id = organization.id',
];

function named(
  table: string,
  columns: string,
  /** What ties a result to the one it speaks of: any of these. */
  within: readonly string[],
  { scope, search }: NameQuery,
): Selection {
  const where: string[] = [];
  const parameters: unknown[] = [];
  if (scope.of !== 'ALL') {
    const results = resultsWhere({ scope, includeSuperseded: true }, '');
    const spokenOf = within.map((tie) => {
      const conditions = [tie, ...results.where].map((one) => `(${one})`).join(' AND ');
      return `EXISTS (SELECT 1 FROM result WHERE ${conditions})`;
    });
    where.push(spokenOf.join(' OR '));
    for (const _ of within) parameters.push(...results.parameters);
  }
  if (search !== null) {
    where.push("folded LIKE ? ESCAPE '\\'");
    parameters.push(containing(search));
  }
  return { columns, from: table, where, parameters };
}

function belowOf(selection: Selection, superiorId: string | undefined): Selection {
  if (superiorId === undefined) return selection;
  const { where, parameters } = selection;
  return { ...selection, where: [...where, 'superior_id = ?'], parameters: [...parameters, superiorId] };
}

function among(selection: Selection, ids: readonly string[]): Selection {
  const { from, where, parameters } = selection;
  return {
    ...selection,
    where: [...where, `${from}.id IN (SELECT value FROM json_each(?))`],
    parameters: [...parameters, JSON.stringify(ids)],
  };
}

function statementOf({ columns, from, where, parameters }: Selection): [string, readonly unknown[]] {
  const condition = where.map((one) => `(${one})`).join(' AND ');
  return [`SELECT ${columns} FROM ${from} WHERE ${condition}`, parameters];
}

function sessionsWhere({ scope, organizationId, status, year, adjournedOnly }: SessionQuery): Selection {
  const where: string[] = [];
  const parameters: unknown[] = [];
  const add = (sql: string, ...values: unknown[]) => {
    where.push(sql);
    parameters.push(...values);
  };
  switch (scope.of) {
    case 'ALL':
      break;
    case 'RECORD':
      add("status = 'ADJOURNED'");
      break;
    case 'NONE':
      add('FALSE');
      break;
    case 'SESSION':
      add('id = ?', scope.sessionId);
      break;
    case 'ORGANIZATION':
      add(`status = 'ADJOURNED' AND organization_id IN (${belowOrganization})`, scope.organizationId);
      break;
    default:
      scope satisfies never;
  }
  if (organizationId !== null) add('organization_id = ?', organizationId);
  if (status !== null) add('status = ?', status);
  if (year !== null) add('year = ?', year);
  if (adjournedOnly) add("status = 'ADJOURNED'");
  return { columns: sessionColumns, from: 'session', where, parameters };
}

const sessionColumns =
  'id, status, organization_id AS organizationId, ordinal, title, period, held_on AS heldOn';
const sessionOrder = [{ column: 'held_on', descending: true }, { column: 'id' }];

type StoredSession = Omit<SessionRow, 'period'> & { readonly period: string };

function sessionsOf(rows: readonly StoredSession[]): readonly SessionRow[] {
  return stripped(rows).map((row) => ({ ...row, period: storedJson(row.id, row.period) }));
}
