import type { DataSource } from 'typeorm';
import { writer } from '../../ormconfig.ts';
import { hashOf, noHash } from '../../src/clerk/chain.ts';
import type { Entry } from '../../src/clerk/entry.ts';

// What an attacker can do who can write to the database's file and has no keys.

/** Returns the entries of a session's journal as they are stored, in order. */
export async function entriesOf(source: DataSource, sessionId: string): Promise<Entry[]> {
  return source.query(
    `SELECT journal_id AS journalId, seq, at_ms AS atMs, type, actor AS "by", command_id AS commandId, part, digest, body, salt, hash
     FROM entry WHERE journal_id = ? ORDER BY seq`,
    [sessionId],
  );
}

/** Replaces a session's journal by these entries, with numbers and hashes that fit together again. */
export async function writeJournal(
  source: DataSource,
  sessionId: string,
  entries: readonly Entry[],
): Promise<void> {
  await source.query('DELETE FROM entry WHERE journal_id = ?', [sessionId]);
  let predecessor = noHash;
  for (const [index, former] of entries.entries()) {
    const entry = { ...former, seq: index + 1 };
    predecessor = hashOf(predecessor, entry);
    const { journalId, seq, atMs, type, by, commandId, part, digest, body, salt } = entry;
    await source.query('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
      ...[journalId, seq, atMs, type, by, commandId, part, digest, body, salt, predecessor],
    ]);
  }
}

/** Changes a database file. It drops all triggers and foreign key checks, calls `change`, and makes the triggers again. A server may be running on the file. */
export async function asAttacker(
  file: string,
  change: (source: DataSource) => Promise<unknown>,
): Promise<void> {
  const source = writer({ file });
  await source.initialize();
  try {
    await source.query('PRAGMA foreign_keys = OFF');
    const guards: { name: string; sql: string }[] = await source.query(
      "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql IS NOT NULL",
    );
    for (const { name } of guards) await source.query(`DROP TRIGGER ${name}`);
    await change(source);
    for (const { sql } of guards) await source.query(sql);
  } finally {
    await source.destroy();
  }
}
