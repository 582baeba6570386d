import type { MigrationInterface, QueryRunner } from 'typeorm';
import { nameSortKey, sortKey } from '../../src/core/vietnamese.ts';

/** What results are ordered by beside their date: the subject's name as Vietnamese sorts it, and the level. */
export class Orders1702000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE result ADD COLUMN sort_key TEXT NOT NULL DEFAULT ''`);
    await db.query(`ALTER TABLE result ADD COLUMN level_rank INTEGER NOT NULL DEFAULT 5`);
    await db.query(`UPDATE result SET level_rank = CASE level
      WHEN 'EXCELLENT' THEN 1 WHEN 'GOOD' THEN 2 WHEN 'COMPLETED' THEN 3 WHEN 'NOT_COMPLETED' THEN 4 ELSE 5 END`);
    const rows: { id: string; record: string; person_id: string | null }[] = await db.query(
      'SELECT id, record, person_id FROM result',
    );
    for (const { id, record, person_id } of rows) {
      const { name } = JSON.parse(record) as { name: string };
      const key = person_id === null ? sortKey(name) : nameSortKey(name);
      await db.query('UPDATE result SET sort_key = ? WHERE id = ?', [key, id]);
    }
    for (const statement of statements) await db.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a journal is not taken back');
  }
}

const statements = [
  'CREATE INDEX result_page_standing ON result (held_on DESC, ordinal) WHERE superseded_by_id IS NULL',
  'CREATE INDEX result_name ON result (sort_key, held_on DESC, ordinal) WHERE superseded_by_id IS NULL',
  'CREATE INDEX result_level ON result (level_rank, held_on DESC, ordinal) WHERE superseded_by_id IS NULL',
  'DROP INDEX result_person',
  'CREATE INDEX result_person ON result (person_id, held_on DESC, ordinal)',
];
