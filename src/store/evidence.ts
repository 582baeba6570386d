import type { DataSource } from 'typeorm';
import type { Entry } from '../clerk/entry.ts';
import type { Query } from './gate.ts';
import { HeadSeal, type SealState } from './head-seal.ts';
import { type EntryRow, entryOf } from './journal.ts';
import { project } from './projections.ts';

export type Row = Readonly<Record<string, unknown>>;

/** The tables that follow from the journals and the program, with their columns and the key of their rows. */
const provable = {
  sqlite_master: { key: ['type', 'name'], columns: 'type, name, tbl_name, sql' },
  migrations: { key: ['id'], columns: '*' },
  organization: { key: ['id'], columns: '*' },
  person: { key: ['id'], columns: '*' },
  session: { key: ['id'], columns: '*' },
  open_round: { key: ['round_id'], columns: '*' },
  result: { key: ['ordinal'], columns: '*' },
  decision: { key: ['result_id', 'seq'], columns: '*' },
  result_count: { key: ['year', 'kind', 'peer_group', 'level_rank', 'status'], columns: '*' },
  organization_count: {
    key: ['organization_id', 'subject_organization_id', 'year', 'kind', 'peer_group', 'level_rank', 'status'],
    columns: '*',
  },
  // Its ids are not compared, because a migration gave them in another order than writing does.
  subject_name: { key: ['folded'], columns: 'folded' },
  sqlite_sequence: { key: ['name'], columns: 'name, seq' },
} as const;

export type ProvableTable = keyof typeof provable;
export const provableTables = Object.keys(provable) as readonly ProvableTable[];

export function keyOf(table: ProvableTable, row: Row): string {
  return provable[table].key.map((column) => String(row[column])).join(' ');
}

/** What can be known of a round's sealed ballots without its key. */
export interface EnvelopeRow {
  readonly roundId: string;
  readonly count: number;
  readonly minBytes: number;
  readonly maxBytes: number;
}

export interface CodeRow {
  readonly seatId: string | null;
  readonly commandId: string;
}

export interface ApiKeyRow {
  readonly keyId: string;
  readonly name: string;
  readonly organizationId: string | null;
  readonly revoked: number;
}

/** A database as it is at one moment, for reading every row. Nothing is written to it. */
export interface Evidence {
  /** Returns the names of the migrations that made it; null where it is no database of this program. */
  migrations(): Promise<readonly string[] | null>;
  /** Returns the faults that SQLite finds, a line each. */
  faults(): Promise<readonly string[]>;
  /** How the journals stand to the server's seal. */
  sealState(pepper: Buffer): Promise<SealState>;
  entryCount(): Promise<number>;
  /** Gives the entries of all journals, by journal id and seq. */
  entries(): AsyncGenerator<readonly Entry[]>;
  entry(journalId: string, seq: number): Promise<Entry>;
  /** Returns a command whose parts are not 0, 1, 2 …; null where there is none. */
  brokenCommand(): Promise<{ readonly commandId: string; readonly journalId: string; seq: number } | null>;
  /** Returns the place of a result among all results; null where there is no such result. */
  ordinalOf(resultId: string): Promise<number | null>;
  rows(table: ProvableTable): AsyncGenerator<Row>;
  /** Returns where the index of names differs from the names; null where it does not. */
  searchFault(): Promise<string | null>;
  envelopes(): Promise<readonly EnvelopeRow[]>;
  codes(sessionId: string): Promise<readonly CodeRow[]>;
  codeCount(): Promise<number>;
  /** Counts tokens whose holder is not that of their code. */
  strayTokens(): Promise<number>;
  apiKeys(): Promise<readonly ApiKeyRow[]>;
  close(): Promise<void>;
}

const entriesPerRead = 1_000;
const rowsPerRead = 1_000;

/** Opens a database to be checked. It does not show what a server writes meanwhile. */
export async function openEvidence(reader: DataSource): Promise<Evidence> {
  await reader.initialize();
  const query: Query = (sql, parameters = []) => reader.query(sql, [...parameters]);
  const one = async <Value>(sql: string, parameters: readonly unknown[] = []): Promise<Value | null> => {
    const [row] = await query<{ value: Value }>(sql, parameters);
    return row?.value ?? null;
  };
  await query('BEGIN');
  return {
    async migrations() {
      if ((await one("SELECT 1 AS value FROM sqlite_master WHERE name = 'migrations'")) === null) return null;
      const rows = await query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
      return rows.map(({ name }) => name);
    },
    async faults() {
      const lines = await query<{ integrity_check: string }>('PRAGMA integrity_check');
      const strays = await query<{ table: string; parent: string }>('PRAGMA foreign_key_check');
      return [
        ...lines.map((line) => line.integrity_check).filter((line) => line !== 'ok'),
        ...strays.map(({ table, parent }) => `a row of ${table} has none of ${parent} that it names`),
      ];
    },
    sealState: (pepper) => new HeadSeal(pepper).read(query),
    entryCount: async () => (await one<number>('SELECT COUNT(*) AS value FROM entry')) ?? 0,
    async *entries() {
      for (let from: readonly unknown[] = ['', 0]; ; ) {
        const rows: EntryRow[] = await query<EntryRow>(
          'SELECT * FROM entry WHERE (journal_id, seq) > (?, ?) ORDER BY journal_id, seq LIMIT ?',
          [...from, entriesPerRead],
        );
        yield rows.map(entryOf);
        const last = rows.at(-1);
        if (last === undefined || rows.length < entriesPerRead) return;
        from = [last.journal_id, last.seq];
      }
    },
    async entry(journalId, seq) {
      const [row] = await query<EntryRow>('SELECT * FROM entry WHERE journal_id = ? AND seq = ?', [
        journalId,
        seq,
      ]);
      if (row === undefined) throw new Error(`entry ${seq} of ${journalId} was read and is not there`);
      return entryOf(row);
    },
    async brokenCommand() {
      const [row] = await query<{ commandId: string; journalId: string; seq: number }>(
        `SELECT command_id AS commandId, journal_id AS journalId, seq FROM entry WHERE command_id IS NOT NULL
         GROUP BY command_id HAVING MIN(part) <> 0 OR MAX(part) <> COUNT(*) - 1 LIMIT 1`,
      );
      return row ?? null;
    },
    ordinalOf: (resultId) => one<number>('SELECT ordinal AS value FROM result WHERE id = ?', [resultId]),
    rows: (table) => rowsOf(query, table),
    searchFault: () => searchFault(query),
    envelopes: () =>
      query<EnvelopeRow>(
        `SELECT round_id AS roundId, COUNT(*) AS count, MIN(length(nonce) + length(sealed)) AS minBytes,
           MAX(length(nonce) + length(sealed)) AS maxBytes FROM envelope GROUP BY round_id`,
      ),
    codes: (sessionId) =>
      query<CodeRow>(
        'SELECT seat_id AS seatId, command_id AS commandId FROM access_code WHERE session_id = ?',
        [sessionId],
      ),
    codeCount: async () => (await one<number>('SELECT COUNT(*) AS value FROM access_code')) ?? 0,
    strayTokens: async () =>
      (await one<number>(
        `SELECT COUNT(*) AS value FROM access_token LEFT JOIN access_code ON access_code.hash = access_token.code_hash
         WHERE access_code.session_id IS NOT access_token.session_id OR access_code.seat_id IS NOT access_token.seat_id`,
      )) ?? 0,
    apiKeys: () =>
      query<ApiKeyRow>(
        'SELECT id AS keyId, name, organization_id AS organizationId, revoked FROM api_key ORDER BY id',
      ),
    async close() {
      await reader.destroy();
    },
  };
}

async function* rowsOf(query: Query, table: ProvableTable): AsyncGenerator<Row> {
  const { key, columns } = provable[table];
  const order = key.join(', ');
  const marks = key.map(() => '?').join(', ');
  for (let from: readonly unknown[] | null = null; ; ) {
    const rows: Row[] = await query<Row>(
      `SELECT ${columns} FROM ${table} ${from === null ? '' : `WHERE (${order}) > (${marks})`}
       ORDER BY ${order} LIMIT ${rowsPerRead}`,
      from ?? [],
    );
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsPerRead) return;
    from = key.map((column) => last[column]);
  }
}

/** Compares the index of names with a new one, which is made in memory or in a temporary file. */
async function searchFault(query: Query): Promise<string | null> {
  const tokenizer = 'trigram case_sensitive 1';
  for (const statement of [
    `CREATE VIRTUAL TABLE temp.anew USING fts5 (folded, content = '', tokenize = '${tokenizer}')`,
    'INSERT INTO temp.anew (rowid, folded) SELECT id, folded FROM main.subject_name',
    `CREATE VIRTUAL TABLE temp.found USING fts5vocab (main, subject_search, instance)`,
    `CREATE VIRTUAL TABLE temp.wanted USING fts5vocab (temp, anew, instance)`,
  ]) {
    await query(statement);
  }
  const letters = 'SELECT term, doc, "offset" FROM temp';
  const sizes = (table: string) => `SELECT id, sz FROM ${table}_docsize`;
  const sums = (table: string) => `SELECT id, block FROM ${table}_data WHERE id = 1`;
  for (const [one, other, what] of [
    [`${letters}.wanted`, `${letters}.found`, 'letters of a name are not found'],
    [`${letters}.found`, `${letters}.wanted`, 'letters are found that no name has'],
    [sizes('temp.anew'), sizes('main.subject_search'), 'a name is not counted'],
    [sizes('main.subject_search'), sizes('temp.anew'), 'something is counted that is no name'],
    [sums('main.subject_search'), sums('temp.anew'), 'the sums are others'],
  ] as const) {
    if ((await query(`${one} EXCEPT ${other} LIMIT 1`)).length > 0) return what;
  }
  return null;
}

/** An empty database into which the journals are written again, to compare with. */
export interface Mirror {
  migrations(): Promise<readonly string[]>;
  /** Writes entries: those of each journal in order, results in the order in which they were recorded. */
  write(entries: readonly Entry[]): Promise<void>;
  rows(table: ProvableTable): AsyncGenerator<Row>;
  close(): Promise<void>;
}

export async function openMirror(fresh: DataSource): Promise<Mirror> {
  await fresh.initialize();
  const query: Query = (sql, parameters = []) => fresh.query(sql, [...parameters]);
  return {
    async migrations() {
      const rows = await query<{ name: string }>('SELECT name FROM migrations ORDER BY id');
      return rows.map(({ name }) => name);
    },
    write: (entries) => project(query, entries),
    rows: (table) => rowsOf(query, table),
    close: () => fresh.destroy(),
  };
}
