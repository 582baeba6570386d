import type { MigrationInterface, QueryRunner } from 'typeorm';

/** One row: a seal over the newest entry of every journal, under the pepper. The pepper is not the database's: the first start seals what is there. */
export class HeadSeal1708000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('CREATE TABLE head_seal (id INTEGER PRIMARY KEY CHECK (id = 1), seal TEXT NOT NULL)');
  }

  async down(): Promise<void> {
    throw new Error('a journal is not taken back');
  }
}
