import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What would otherwise have to be read through whole: how many results are alike, and which names hold what is searched for. Kept
 * by triggers, in the transaction of the results themselves.
 */
export class Counts1704000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of statements) await db.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a journal is not taken back');
  }
}

const alike = ['year', 'kind', 'peer_group', 'level_rank', 'status'];
/** Results that no later one has taken the place of: of all, and by the organisations that they belong to. */
const counts = {
  result_count: alike,
  organization_count: ['organization_id', 'subject_organization_id', ...alike],
};

function types(columns: readonly string[]): string {
  const typeOf = (column: string) => (/^(year|level_rank)$/.test(column) ? 'INTEGER' : 'TEXT');
  return columns.map((column) => `${column} ${typeOf(column)} NOT NULL`).join(', ');
}

/** One result more (NEW) or one less (OLD), in both tables. */
function counting(row: 'NEW' | 'OLD'): string {
  return Object.entries(counts)
    .map(([table, columns]) => {
      const same = columns.map((column) => `${column} = ${row}.${column}`).join(' AND ');
      const values = columns.map((column) => `${row}.${column}`).join(', ');
      return row === 'NEW'
        ? `INSERT INTO ${table} (${columns.join(', ')}, level, count) VALUES (${values}, NEW.level, 1)
           ON CONFLICT DO UPDATE SET count = count + 1;`
        : `UPDATE ${table} SET count = count - 1 WHERE ${same};
           DELETE FROM ${table} WHERE ${same} AND count = 0;`;
    })
    .join('\n');
}

const counted = [...counts.organization_count, 'level', 'superseded_by_id'].join(', ');

const statements = [
  ...Object.entries(counts).map(
    ([table, columns]) => `CREATE TABLE ${table} (${types(columns)}, level TEXT, count INTEGER NOT NULL,
      PRIMARY KEY (${columns.join(', ')})) WITHOUT ROWID`,
  ),
  `CREATE INDEX organization_count_subject ON organization_count (subject_organization_id)`,
  ...Object.entries(counts).map(
    ([table, columns]) => `INSERT INTO ${table} (${columns.join(', ')}, level, count)
      SELECT ${columns.join(', ')}, level, COUNT(*) FROM result WHERE superseded_by_id IS NULL GROUP BY ${columns.join(', ')}`,
  ),
  `CREATE TRIGGER result_is_counted AFTER INSERT ON result WHEN NEW.superseded_by_id IS NULL
    BEGIN ${counting('NEW')} END`,
  `CREATE TRIGGER result_is_not_counted AFTER DELETE ON result WHEN OLD.superseded_by_id IS NULL
    BEGIN ${counting('OLD')} END`,
  `CREATE TRIGGER result_is_counted_no_more AFTER UPDATE OF ${counted} ON result WHEN OLD.superseded_by_id IS NULL
    BEGIN ${counting('OLD')} END`,
  `CREATE TRIGGER result_is_counted_anew AFTER UPDATE OF ${counted} ON result WHEN NEW.superseded_by_id IS NULL
    BEGIN ${counting('NEW')} END`,

  // Each name once, however many results bear it; the index knows every three letters in a row.
  `CREATE TABLE subject_name (id INTEGER PRIMARY KEY, folded TEXT NOT NULL UNIQUE)`,
  `CREATE VIRTUAL TABLE subject_search USING fts5 (
    folded, content = 'subject_name', content_rowid = 'id', tokenize = 'trigram case_sensitive 1'
  )`,
  `CREATE TRIGGER subject_name_is_found AFTER INSERT ON subject_name
    BEGIN INSERT INTO subject_search (rowid, folded) VALUES (NEW.id, NEW.folded); END`,
  `INSERT INTO subject_name (folded) SELECT DISTINCT folded FROM result ORDER BY folded`,
  // A name stays when its last result goes: it finds nothing then.
  `CREATE TRIGGER result_is_named AFTER INSERT ON result
    WHEN NOT EXISTS (SELECT 1 FROM subject_name WHERE folded = NEW.folded)
    BEGIN INSERT INTO subject_name (folded) VALUES (NEW.folded); END`,
  `CREATE TRIGGER result_is_renamed AFTER UPDATE OF folded ON result
    WHEN NOT EXISTS (SELECT 1 FROM subject_name WHERE folded = NEW.folded)
    BEGIN INSERT INTO subject_name (folded) VALUES (NEW.folded); END`,
  'CREATE INDEX result_folded ON result (folded, superseded_by_id)',

  // Whose results they are is told by the index, so that a page of one organisation's skips the others' unread.
  'DROP INDEX result_page_standing',
  `CREATE INDEX result_page_standing ON result (held_on DESC, ordinal, organization_id, subject_organization_id)
    WHERE superseded_by_id IS NULL`,
];
