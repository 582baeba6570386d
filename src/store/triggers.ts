import { hash } from 'node:crypto';
import { StartRefused } from '../clerk/ports.ts';
import type { Query } from './gate.ts';

// [S7] A trigger or a view that somebody put into the file would change what this program writes or reads, and would stay when what it did is found.

/** The SHA-256 of each trigger that the migrations make, by its name. They make no view. */
export const ownTriggers: Readonly<Record<string, string>> = {
  entry_is_not_changed: '89d1f23b8e43c8e7920d9ce8ceda77d48e4a0b08c3a189bd0d1d20165b145c4e',
  entry_is_not_deleted: '44466562b316c571673b5098e37b858a8b6c26b6f456b44e47c71427dfc04ada',
  result_is_counted: '7cd0ba1e5537c1918f7ed15920bed2dad5cbf5223024982dbd3e2e79c6fa0b1d',
  result_is_counted_anew: 'ce54531a6e317b82db1f0baab8e47a3a57b28441529e9925587eeab203c6b420',
  result_is_counted_no_more: '991ec3554fa4a74c5459f3a8fc2dd013de042e1ea2eb19534a37da0b80719ba8',
  result_is_named: 'c07c7a5a6d61cb55d2d7ee28fd5682a992c8b5354b4c1d8a29b1af692e895b48',
  result_is_not_counted: '19f761428237b1af6dc6e8b583490893a5d6f3f3ca9d99fcdb313fc759e809d9',
  result_is_renamed: '6543ecca630c7bf7a18964251236df6babf58df93b8dfabf5d594ae154250f21',
  subject_name_is_found: '255b8d053b2a61c1449317bd09b8bd080a43761c83c2fddc35e5fece734819e4',
};

/** Throws StartRefused where the file has a trigger or a view that no migration made, or lacks one that a migration made. */
export async function refuseForeignTriggers(query: Query, file: string | null): Promise<void> {
  const rows = await query<{ type: string; name: string; sql: string }>(
    "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name",
  );
  const found = new Map(rows.map(({ name, sql }) => [name, hash('sha256', sql)]));
  const foreign = rows.filter(({ name }) => found.get(name) !== ownTriggers[name]);
  const missing = Object.keys(ownTriggers).filter((name) => !found.has(name));
  if (foreign.length === 0 && missing.length === 0) return;
  const what = [
    ...foreign.map(({ type, name }) => `the ${type} ${name} is none of this program's`),
    ...missing.map((name) => `the trigger ${name} is missing`),
  ];
  throw new StartRefused(
    `Somebody changed ${file}: ${what.join('; ')}. Keep the file, find out who could write it, and put back the last backup (docs/operations.md, Restore).`,
  );
}
