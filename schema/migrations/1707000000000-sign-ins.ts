import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How often and when each code was used, and whether a code or key was derived under the house's key (form 2) or from a token alone (1). */
export class SignIns1707000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of statements) await db.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a journal is not taken back');
  }
}

const statements = [
  'ALTER TABLE access_code ADD COLUMN form INTEGER NOT NULL DEFAULT 1',
  'ALTER TABLE access_code ADD COLUMN sign_ins INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE access_code ADD COLUMN first_sign_in_ms INTEGER',
  'ALTER TABLE access_code ADD COLUMN last_sign_in_ms INTEGER',
  'ALTER TABLE api_key ADD COLUMN form INTEGER NOT NULL DEFAULT 1',
];
