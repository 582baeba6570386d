import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The journal, the ballot box, access, and the projections that history is read from. */
export class Journal1701000000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    for (const statement of statements) await db.query(statement);
  }

  async down(): Promise<void> {
    throw new Error('a journal is not taken back');
  }
}

const statements = [
  `CREATE TABLE entry (
    journal_id TEXT NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    at_ms INTEGER NOT NULL,
    type TEXT NOT NULL,
    actor TEXT NOT NULL,
    command_id TEXT,
    part INTEGER NOT NULL,
    digest TEXT,
    body TEXT NOT NULL,
    salt TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (journal_id, seq)
  ) WITHOUT ROWID`,
  `CREATE UNIQUE INDEX entry_command ON entry (command_id, part) WHERE command_id IS NOT NULL`,
  `CREATE TRIGGER entry_is_not_changed BEFORE UPDATE ON entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END`,
  `CREATE TRIGGER entry_is_not_deleted BEFORE DELETE ON entry
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END`,

  // In the order of random ids: no rowid tells when a ballot came.
  `CREATE TABLE envelope (
    id TEXT NOT NULL PRIMARY KEY,
    round_id TEXT NOT NULL,
    nonce BLOB NOT NULL,
    sealed BLOB NOT NULL
  ) WITHOUT ROWID`,
  `CREATE TABLE open_round (
    round_id TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    closes_at_ms INTEGER
  )`,

  `CREATE TABLE access_code (
    hash TEXT NOT NULL PRIMARY KEY,
    session_id TEXT NOT NULL,
    seat_id TEXT,
    command_id TEXT NOT NULL
  )`,
  `CREATE UNIQUE INDEX access_code_holder ON access_code (session_id, COALESCE(seat_id, ''))`,
  `CREATE TABLE access_token (
    hash TEXT NOT NULL PRIMARY KEY,
    code_hash TEXT NOT NULL REFERENCES access_code (hash) ON DELETE CASCADE,
    session_id TEXT NOT NULL,
    seat_id TEXT,
    expires_at_ms INTEGER NOT NULL
  )`,
  `CREATE INDEX access_token_code ON access_token (code_hash)`,
  `CREATE TABLE api_key (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    organization_id TEXT,
    revoked INTEGER NOT NULL DEFAULT 0
  )`,

  `CREATE TABLE organization (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    superior_id TEXT,
    folded TEXT NOT NULL,
    sort_key TEXT NOT NULL
  )`,
  `CREATE INDEX organization_page ON organization (sort_key, id)`,
  `CREATE INDEX organization_folded ON organization (folded)`,
  `CREATE INDEX organization_superior ON organization (superior_id)`,
  `CREATE TABLE person (
    id TEXT NOT NULL PRIMARY KEY,
    full_name TEXT NOT NULL,
    folded TEXT NOT NULL,
    sort_key TEXT NOT NULL
  )`,
  `CREATE INDEX person_page ON person (sort_key, id)`,
  `CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    organization_id TEXT NOT NULL,
    year INTEGER NOT NULL,
    held_on TEXT NOT NULL,
    status TEXT NOT NULL,
    period TEXT NOT NULL,
    policy TEXT NOT NULL,
    settings TEXT NOT NULL
  )`,
  `CREATE INDEX session_page ON session (held_on, id)`,
  `CREATE TABLE result (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL,
    organization_id TEXT NOT NULL,
    subject_organization_id TEXT NOT NULL,
    person_id TEXT,
    subject TEXT NOT NULL,
    year INTEGER NOT NULL,
    period TEXT NOT NULL,
    held_on TEXT NOT NULL,
    kind TEXT NOT NULL,
    peer_group TEXT NOT NULL,
    level TEXT,
    status TEXT NOT NULL,
    folded TEXT NOT NULL,
    recorded_at_ms INTEGER NOT NULL,
    supersedes_id TEXT,
    superseded_by_id TEXT,
    record TEXT NOT NULL
  )`,
  `CREATE INDEX result_page ON result (held_on DESC, ordinal)`,
  `CREATE INDEX result_session ON result (session_id)`,
  `CREATE INDEX result_subject ON result (subject, period)`,
  `CREATE INDEX result_person ON result (person_id)`,
  `CREATE INDEX result_organization ON result (organization_id)`,
  `CREATE INDEX result_subject_organization ON result (subject_organization_id)`,
  `CREATE TABLE decision (
    result_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    level TEXT,
    status TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    document_number TEXT,
    reason TEXT NOT NULL,
    PRIMARY KEY (result_id, seq)
  )`,
];
