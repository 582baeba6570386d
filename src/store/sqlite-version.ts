import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/** Where a file says which SQLite wrote to it last (SQLite's file format, 1.3.19), and how long its head is. */
const versionAt = 96;
const headBytes = 100;

/** Returns the version as `3.52.0`; null for a file in which nothing was written yet. It does not see what lies in the log alone. */
export function lastWriterOf(file: string): string | null {
  if (!existsSync(file)) return null;
  const head = Buffer.alloc(headBytes);
  const handle = openSync(file, 'r');
  try {
    if (readSync(handle, head, 0, headBytes, 0) < headBytes) return null;
  } finally {
    closeSync(handle);
  }
  const number = head.readUInt32BE(versionAt);
  return [number / 1_000_000, (number / 1_000) % 1_000, number % 1_000].map(Math.floor).join('.');
}
