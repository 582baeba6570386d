import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tracelessReader } from '../../ormconfig.ts';
import { temporaryFolder } from '../support/house.ts';
import { type BusyRecord, busyRecord, verdictAfter, verdictOf } from './busy-record.ts';

// One flipped bit anywhere that verify covers is found; what it does not cover is listed here.

// More of them: FLIPS_A_CELL=2 FLIPS_IN_THE_FILE=250, and others by FLIP_SEED.
const seed = Number(process.env.FLIP_SEED ?? 20_231_211);
const flipsACell = Number(process.env.FLIPS_A_CELL ?? 1);
const flipsInTheFile = Number(process.env.FLIPS_IN_THE_FILE ?? 40);

/** What follows from nothing else in the database: of these, only that there are as many as there must be. */
const uncovered: Readonly<Record<string, readonly string[]>> = {
  envelope: ['id', 'nonce', 'sealed'],
  access_code: ['hash', 'bond', 'form', 'sign_ins', 'first_sign_in_ms', 'last_sign_in_ms'],
  access_token: ['hash', 'expires_at_ms', 'bond'],
  api_key: ['hash', 'last_used_ms', 'bond', 'form'],
  // It is compared where the keys are beside the file: test/attack/journals.test.ts.
  head_seal: ['id', 'seal'],
};

/** Tables that an index of names is kept in: what it finds is compared, not how it lies in them. */
const within = /^subject_search_/;

const folder = temporaryFolder();
let record: BusyRecord;
beforeAll(async () => {
  record = await busyRecord(folder.path);
});
afterAll(folder.remove);

/** The same numbers for the same seed. */
function chance(from: number): (below: number) => number {
  let state = from >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Cell {
  readonly table: string;
  readonly column: string;
}

async function withReader<Result>(file: string, work: (source: DataSource) => Promise<Result>) {
  const source = tracelessReader({ file });
  if (source === null) throw new Error('no file');
  await source.initialize();
  try {
    return await work(source);
  } finally {
    await source.destroy();
  }
}

async function tablesOf(source: DataSource): Promise<string[]> {
  const rows: { name: string }[] = await source.query(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name",
  );
  return rows.map(({ name }) => name);
}

async function cellsOf(file: string): Promise<Cell[]> {
  return withReader(file, async (source) => {
    const cells: Cell[] = [];
    for (const table of await tablesOf(source)) {
      const [{ count }] = await source.query(`SELECT COUNT(*) AS count FROM ${table}`);
      const columns: { name: string }[] = await source.query(
        `SELECT name FROM pragma_table_info('${table}')`,
      );
      if (within.test(table) || count === 0) continue;
      cells.push(...columns.map(({ name: column }) => ({ table, column })));
    }
    return cells;
  });
}

/** What tells the rows of a table apart. */
async function keyOf(source: DataSource, table: string): Promise<string> {
  const keys: { name: string }[] = await source.query(
    `SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`,
  );
  return keys.length > 0 ? keys.map(({ name }) => name).join(', ') : 'rowid';
}

/** A condition that one row of a table meets; places are by the key, because else they follow whichever index is read. */
async function rowAt(source: DataSource, table: string, place: number): Promise<string> {
  const key = await keyOf(source, table);
  const places = `SELECT ${key}, ROW_NUMBER() OVER (ORDER BY ${key}) - 1 AS place FROM ${table}`;
  return `(${key}) IN (SELECT ${key} FROM (${places}) WHERE place = ${place})`;
}

/** Flips one bit of a value: of a text or blob one of its bytes', of a number one of its lowest eight; nothing becomes something. */
async function flip(source: DataSource, { table, column }: Cell, below: (n: number) => number) {
  const rows: { place: number; kind: string; bytes: Buffer | null; value: unknown }[] = await source.query(
    `SELECT ROW_NUMBER() OVER (ORDER BY ${await keyOf(source, table)}) - 1 AS place, typeof(${column}) AS kind, CAST(${column} AS BLOB) AS bytes,
       ${column} AS value FROM ${table}`,
  );
  const row = rows[below(rows.length)];
  if (row === undefined) throw new Error(`${table} is empty`);
  const where = await rowAt(source, table, row.place);
  const set = (value: string, ...more: unknown[]) =>
    source.query(`UPDATE ${table} SET ${column} = ${value} WHERE ${where}`, more);
  if (row.kind === 'integer') return set(`${Number(row.value) ^ (1 << below(8))}`);
  if (row.kind === 'null' || row.bytes === null || row.bytes.length === 0) return set("'x'");
  const bytes = Buffer.from(row.bytes);
  const at = below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
  return set(row.kind === 'text' ? 'CAST(? AS TEXT)' : '?', bytes);
}

test('[V1] one bit flipped in any cell of any table that is covered is found', async () => {
  const cells = await cellsOf(record.file);
  expect(cells.length).toBeGreaterThan(80);
  const covered = cells.filter(({ table, column }) => uncovered[table]?.includes(column) !== true);
  const below = chance(seed);
  const missed: string[] = [];
  for (const cell of covered) {
    for (let flips = 0; flips < flipsACell; ) {
      const verdict = await verdictAfter(record.file, async (source) => {
        await source.query('PRAGMA ignore_check_constraints = ON');
        await flip(source, cell, below);
      }).catch((error: Error) => error);
      // A number that is taken: another bit.
      if (verdict instanceof Error && /UNIQUE/.test(verdict.message)) continue;
      flips += 1;
      if (verdict instanceof Error ? verdict.name !== 'Unreadable' : verdict.findings.length === 0) {
        missed.push(`${cell.table}.${cell.column} (${verdict instanceof Error ? verdict : 'all fits'})`);
      }
    }
  }
  expect(missed).toEqual([]);
}, 300_000);

test('[V1] a row that is gone from any table is found', async () => {
  const tables = [...new Set((await cellsOf(record.file)).map(({ table }) => table))];
  const below = chance(seed);
  const missed: string[] = [];
  // Whoever signs out has no token any more; the seal is compared where the keys are beside the file.
  for (const table of tables.filter((one) => !['migrations', 'access_token', 'head_seal'].includes(one))) {
    const verdict = await verdictAfter(record.file, async (source) => {
      const [{ count }] = await source.query(`SELECT COUNT(*) AS count FROM ${table}`);
      await source.query(`DELETE FROM ${table} WHERE ${await rowAt(source, table, below(count))}`);
    });
    if (verdict.findings.length === 0) missed.push(table);
  }
  expect(missed).toEqual([]);
});

/** Everything that the tables say, but what is not covered, and what the index of names finds. */
async function dump(file: string): Promise<string> {
  return withReader(file, async (source) => {
    const said: unknown[] = [
      await source.query('SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2'),
    ];
    for (const table of await tablesOf(source)) {
      if (within.test(table)) continue;
      const rows: Record<string, unknown>[] = await source.query(`SELECT * FROM ${table}`);
      for (const row of rows) for (const column of uncovered[table] ?? []) delete row[column];
      said.push(table, rows.map((row) => JSON.stringify(row)).sort());
    }
    await source.query('CREATE VIRTUAL TABLE temp.letters USING fts5vocab (main, subject_search, instance)');
    said.push(await source.query('SELECT * FROM temp.letters ORDER BY 1, 2, 3, 4'));
    return JSON.stringify(said);
  });
}

test('[V1] one bit flipped anywhere in the file is found, or changes nothing that the tables say', async () => {
  const before = await dump(record.file);
  const bytes = readFileSync(record.file);
  const below = chance(seed + 1);
  const copy = `${record.file}.flipped`;
  const sums = { found: 0, unreadable: 0, unused: 0 };
  const missed: string[] = [];
  for (let flips = 0; flips < flipsInTheFile; flips += 1) {
    const at = below(bytes.length);
    const bit = below(8);
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ (1 << bit);
    writeFileSync(copy, changed);
    const verdict = await verdictOf(copy).catch((error: Error & { code?: string }) => error);
    if (verdict instanceof Error) sums.unreadable += 1;
    else if (verdict.findings.length > 0) sums.found += 1;
    else if ((await dump(copy)) === before) sums.unused += 1;
    else missed.push(`byte ${at} of page ${Math.floor(at / 4096) + 1}, bit ${bit}`);
    if (verdict instanceof Error && !/SQLITE|Unreadable/.test(`${verdict.name} ${verdict.message}`)) {
      missed.push(`byte ${at}, bit ${bit}: ${verdict.stack}`);
    }
  }
  console.log(sums, bytes.length);
  expect(missed).toEqual([]);
  expect(sums.found).toBeGreaterThan(flipsInTheFile / 4);
  rmSync(copy);
}, 300_000);
