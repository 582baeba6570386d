import { type Evidence, keyOf, type Mirror, type ProvableTable, type Row } from '../store/evidence.ts';
import { told, type VerifyFinding } from './finding.ts';

/**
 * Returns a finding for the first row of a table that differs from what the journals give; null where none does. It calls `count` for each row that is the
 * same.
 */
export async function tableFinding(
  table: ProvableTable,
  evidence: Evidence,
  mirror: Mirror,
  count: () => void,
): Promise<VerifyFinding | null> {
  const wanted = mirror.rows(table);
  for await (const row of evidence.rows(table)) {
    const { value, done } = await wanted.next();
    const finding = done ? unlike(table, null, row) : unlike(table, value, row);
    if (finding !== null) return finding;
    count();
  }
  const { value, done } = await wanted.next();
  return done ? null : unlike(table, value, null);
}

function unlike(table: ProvableTable, wanted: Row | null, found: Row | null): VerifyFinding | null {
  const key = (row: Row | null) => (row === null ? null : keyOf(table, row));
  const [one, other] = [key(wanted), key(found)];
  if (one !== other) {
    const name = (text: string | null) => (text === null ? 'no further row' : told(text));
    return { ...nowhere, what: `a row of ${table}`, expected: name(one), found: name(other) };
  }
  for (const [column, value] of Object.entries(wanted ?? {})) {
    if (same(value, found?.[column])) continue;
    return {
      ...nowhere,
      what: `${table} ${one}, ${column}`,
      ...around(plain(value), plain(found?.[column])),
    };
  }
  return null;
}

const nowhere = { journal: null, seq: null };

function same(one: unknown, other: unknown): boolean {
  return one === other || (Buffer.isBuffer(one) && Buffer.isBuffer(other) && one.equals(other));
}

function plain(value: unknown): string {
  if (Buffer.isBuffer(value)) return `x'${value.toString('hex')}'`;
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}

const charactersBefore = 40;

/** Returns the part of each text around the first character in which they differ, because the texts may be long. */
function around(expected: string, found: string): { readonly expected: string; readonly found: string } {
  let at = 0;
  while (at < expected.length && expected[at] === found[at]) at += 1;
  const from = Math.max(0, at - charactersBefore);
  const part = (text: string) => told(from === 0 ? text : `…${text.slice(from)}`);
  return { expected: part(expected), found: part(found) };
}
