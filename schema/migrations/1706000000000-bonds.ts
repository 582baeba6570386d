import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What lets in says, under the pepper, whom it lets in. The pepper is not the database's: the first start fills what is there. */
export class Bonds1706000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of statements) await db.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a journal is not taken back');
  }
}

const statements = ['access_code', 'access_token', 'api_key'].map(
  (table) => `ALTER TABLE ${table} ADD COLUMN bond TEXT`,
);
