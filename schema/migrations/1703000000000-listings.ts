import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a list of sessions shows without reading their journals; when a key was last used. */
export class Listings1703000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of statements) await db.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a journal is not taken back');
  }
}

const statements = [
  `ALTER TABLE session ADD COLUMN title TEXT NOT NULL DEFAULT ''`,
  'ALTER TABLE session ADD COLUMN ordinal INTEGER',
  // What it was last prepared as.
  `UPDATE session SET (title, ordinal) = (
    SELECT body->>'$.preparation.title', body->>'$.preparation.ordinal' FROM entry
    WHERE journal_id = session.id AND type IN ('SessionPrepared', 'SessionRevised') ORDER BY seq DESC LIMIT 1
  ) WHERE EXISTS (SELECT 1 FROM entry WHERE journal_id = session.id)`,
  'ALTER TABLE api_key ADD COLUMN last_used_ms INTEGER',
];
