import { hash } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { tracelessReader, writer } from '../../ormconfig.ts';
import { ownTriggers } from '../../src/store/triggers.ts';
import type { Head } from '../../src/verify/heads.ts';
import { newId, told } from '../support/client.ts';
import { adminToken, openTestHouse, temporaryFolder } from '../support/house.ts';
import { cast, marks, order } from '../support/session.ts';
import { type BusyRecord, busyRecord, headsOf, verdictOf } from '../verify/busy-record.ts';

// Databases as former versions left them: made by the migrations that there were, filled through that schema, then brought up to date.

const migrations = writer({ file: null }).options.migrations as (new () => unknown)[];
const former = migrations.slice(0, -1).map((last, at) => [last.name, at + 1] as const);

const folder = temporaryFolder();
let record: BusyRecord;
let heads: readonly Head[];
beforeAll(async () => {
  record = await busyRecord(folder.path, { imports: false });
  heads = await headsOf(record.file);
});
afterAll(folder.remove);

type Sql = <Row = Record<string, unknown>>(sql: string) => Promise<Row[]>;

async function on<Result>(source: DataSource | null, work: (sql: Sql) => Promise<Result>): Promise<Result> {
  if (source === null) throw new Error('no file');
  await source.initialize();
  try {
    return await work((sql) => source.query(sql));
  } finally {
    await source.destroy();
  }
}

async function columnsOf(sql: Sql, table: string): Promise<readonly string[]> {
  const [schema, name] = table.split('.');
  return (await sql<{ name: string }>(`PRAGMA ${schema}.table_info(${name})`)).map((column) => column.name);
}

/** Kept by SQLite, by TypeORM, by the triggers of other tables, or made by the first start. */
const keptByItself = /^(sqlite_|migrations$|result_count$|organization_count$|subject_|head_seal$)/;

async function tablesOf(sql: Sql): Promise<readonly string[]> {
  const found = await sql<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table'");
  return found.map(({ name }) => name).filter((name) => !keptByItself.test(name));
}

/** The record as a version with the first `count` migrations would have it. */
async function writtenBefore(count: number): Promise<string> {
  const place = temporaryFolder();
  onTestFinished(place.remove);
  const file = join(place.path, 'house.sqlite');
  const options = { ...writer({ file }).options, migrations: migrations.slice(0, count) };
  await on(new DataSource(options as DataSource['options']), async (sql) => {
    await sql(`ATTACH '${record.file}' AS newer`);
    for (const table of await tablesOf(sql)) {
      const columns = (await columnsOf(sql, `main.${table}`)).join(', ');
      await sql(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM newer.${table}`);
    }
    expect(await sql('SELECT 1 FROM migrations')).toHaveLength(count);
  });
  cpSync(`${record.file}.keys`, `${file}.keys`, { recursive: true });
  // What lets in is bound, and the journals are sealed, at the first start of a version that does so.
  for (const name of ['bonds', 'heads']) rmSync(`${file}.keys/${name}.key`);
  return file;
}

const schemaOf = (sql: Sql) => sql('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name');

async function rowsOf(file: string): Promise<Record<string, unknown>> {
  return on(tracelessReader({ file }), async (sql) => {
    const rows: Record<string, unknown> = {};
    for (const table of await tablesOf(sql)) {
      const found = await sql(`SELECT * FROM ${table} ORDER BY 1, 2`);
      rows[table] = found.map(({ bond, form, sign_ins, first_sign_in_ms, last_sign_in_ms, ...row }) => row);
    }
    return rows;
  });
}

test('[S7] the triggers that a start looks for are those that the migrations make', async () => {
  const made = await on(writer({ file: null }), (sql) =>
    sql<{ name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')",
    ),
  );
  expect(Object.fromEntries(made.map(({ name, sql }) => [name, hash('sha256', sql)]))).toEqual(ownTriggers);
});

test.each(former)('a database of %s gets the tables of a new one, and keeps every row', async (_, count) => {
  const file = await writtenBefore(count);
  const migrated = await on(writer({ file }), schemaOf);
  expect(migrated).toEqual(await on(writer({ file: null }), schemaOf));
  expect(await rowsOf(file)).toEqual(await rowsOf(record.file));
  expect((await verdictOf(file, heads)).findings).toEqual([]);
});

const asked = `query ($search: String) {
  results(first: 100, filter: { search: $search }) { totalCount edges { node { subject { name } level } } }
}`;
const statistics = '{ statistics(by: [YEAR, LEVEL]) { year level count } }';
const take = `mutation ($input: ImportResultsInput!) { importResults(input: $input) {
  __typename ... on ImportReport { committed superseding } } }`;
const decide = 'mutation ($input: RecordDecisionInput!) { recordDecision(input: $input) { __typename } }';

test.each(former)(
  'a server goes on with a database of %s: rounds, counts, names, imports',
  async (_, count) => {
    const file = await writtenBefore(count);
    const house = await openTestHouse({ file });
    let stopping: Promise<void> | null = null;
    const stop = () => {
      stopping ??= house.stop();
      return stopping;
    };
    onTestFinished(stop);
    const tell = (document: string, variables: object) =>
      told(house.address, adminToken, document, variables as never);
    const found = async (search: string | null) => (await tell(asked, { search })).results;
    expect((await found(null)).totalCount).toBe(4);
    expect((await found('bi thu')).edges).toEqual([
      { node: { subject: { name: 'Bí thư chi bộ 1' }, level: 'GOOD' } },
    ]);

    // The round that was open when the former version stopped.
    const { sessionId, reviewIds, tokens } = record.running;
    const { round } = (
      await tell('query ($id: ID!) { session(id: $id) { round: openRound { id } } }', { id: sessionId })
    ).session;
    const ballot = { sessionId, roundId: round.id, choices: marks(reviewIds) };
    expect(await cast(house, tokens.v3 ?? '', ballot)).toMatchObject({ __typename: 'BallotReceipt' });
    for (const field of ['closeRound', 'adjournSession']) {
      const input = { sessionId, ...(field === 'closeRound' && { roundId: round.id }) };
      expect(await order(house, tokens.chair ?? '', field, input)).toMatchObject({ __typename: 'Accepted' });
    }
    expect((await found(null)).totalCount).toBe(5);

    const heading = 'organization_name,period_kind,year,subject_kind,subject_name,level,status,authority';
    const row = 'Đảng bộ xã Bốn,YEAR,2019,PARTY_MEMBER,Lê Thị Ân,GOOD,DECIDED,DECIDE';
    for (const content of [`${heading}\n${row}\n`, `${heading}\n${row.replace('GOOD', 'COMPLETED')}\n`]) {
      const input = { commandId: newId(), format: 'CSV', dryRun: false, content };
      expect((await tell(take, { input })).importResults).toMatchObject({ committed: true });
    }
    expect((await found('thi an')).edges).toEqual([
      { node: { subject: { name: 'Lê Thị Ân' }, level: 'COMPLETED' } },
    ]);
    const [reviewId = ''] = reviewIds;
    const decision = { resultId: reviewId.replace('rev_', 'res_'), level: 'NOT_COMPLETED' };
    const input = { commandId: newId(), ...decision, decidedBy: 'Huyện ủy', reason: 'Phúc tra' };
    expect((await tell(decide, { input })).recordDecision).toEqual({ __typename: 'DecisionRecorded' });
    const counted = (await tell(statistics, {})).statistics;
    expect(counted).toContainEqual({ year: 2019, level: 'COMPLETED', count: 1 });
    expect(counted).not.toContainEqual(expect.objectContaining({ year: 2019, level: 'GOOD' }));
    expect(counted).toContainEqual({ year: 2023, level: 'NOT_COMPLETED', count: 1 });
    await stop();
    expect((await verdictOf(file)).findings).toEqual([]);
  },
);
