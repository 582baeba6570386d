import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Results that no session here recorded. SQLite takes no NOT NULL away: the table is made anew, with the indices and triggers that it has. */
export class Imports1705000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    const made: { type: string; name: string; sql: string }[] = await db.query(
      `SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'result' AND sql IS NOT NULL`,
    );
    const table = made.find(({ type }) => type === 'table')?.sql ?? '';
    const nullable = table.replace(/\bsession_id TEXT NOT NULL\b/, 'session_id TEXT');
    if (nullable === table) throw new Error('the table of results is not as the migrations before made it');
    // No trigger is to count what is only copied.
    for (const { type, name } of made) if (type !== 'table') await db.query(`DROP ${type} ${name}`);
    await db.query('ALTER TABLE result RENAME TO result_before');
    await db.query(nullable);
    await db.query('INSERT INTO result SELECT * FROM result_before');
    await db.query('DROP TABLE result_before');
    for (const { sql } of made.filter(({ type }) => type !== 'table')) await db.query(sql);
    await db.query(
      `CREATE INDEX result_identity ON result (subject || ' ' || period) WHERE superseded_by_id IS NULL`,
    );
    await db.query(
      'CREATE INDEX result_supersedes ON result (supersedes_id) WHERE supersedes_id IS NOT NULL',
    );
  }

  async down(): Promise<void> {
    throw new Error('a journal is not taken back');
  }
}
