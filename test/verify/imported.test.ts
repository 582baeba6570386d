import type { DataSource } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/house.ts';
import { busyRecord, verdictAfter, verdictOf } from './busy-record.ts';

// What was imported is covered as what was rated here is.

const folder = temporaryFolder();
let file: string;
beforeAll(async () => {
  ({ file } = await busyRecord(folder.path));
});
afterAll(folder.remove);

const imported = 'session_id IS NULL';

/** The value with one bit of its middle byte flipped; of a number its lowest. */
async function flip(source: DataSource, column: string): Promise<void> {
  const [row]: { id: string; value: unknown }[] = await source.query(
    `SELECT id, ${column} AS value FROM result WHERE ${imported} AND ${column} IS NOT NULL`,
  );
  if (row === undefined) throw new Error(`no imported result has ${column}`);
  const bytes = Buffer.from(String(row.value));
  const middle = Math.floor(bytes.length / 2);
  bytes[middle] = (bytes[middle] ?? 0) ^ 1;
  const value = typeof row.value === 'number' ? row.value ^ 1 : bytes.toString('latin1');
  await source.query(`UPDATE result SET ${column} = ? WHERE id = ?`, [value, row.id]);
}

const columns = [
  ...['id', 'organization_id', 'subject_organization_id', 'person_id', 'subject', 'year', 'period'],
  ...['held_on', 'kind', 'peer_group', 'level', 'status', 'folded', 'recorded_at_ms', 'supersedes_id'],
  ...['superseded_by_id', 'record', 'sort_key', 'level_rank'],
];

test.each(columns)('[V1] [R85] a flipped bit in %s of an imported result is found', async (column) => {
  expect((await verdictOf(file)).findings).toEqual([]);
  const { findings } = await verdictAfter(file, (source) => flip(source, column));
  expect(findings.map(({ what }) => what).join()).toMatch(/^a row of result|result \d+, |the place of/);
});

test('[V1] a flipped bit in what the journal has of an import is found at its entry', async () => {
  const { findings } = await verdictAfter(file, (source) =>
    source.query(
      `UPDATE entry SET body = replace(body, 'Lê Thị Ân', 'Lê Thị Âo')
       WHERE seq = (SELECT MAX(seq) FROM entry WHERE type = 'ResultsImported') AND journal_id = 'house'`,
    ),
  );
  expect(findings[0]).toMatchObject({ journal: 'house', what: 'hash' });
});
