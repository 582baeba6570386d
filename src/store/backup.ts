import type { DataSource } from 'typeorm';
import { copyMark } from './restored.ts';

/**
 * Writes a database as it is at one moment into an empty file. A server that writes meanwhile does not wait. The file is written anew from the rows, so that
 * it has nothing that was deleted and does not show the order in which envelopes came. It is not yet synced.
 */
export async function copyInto(reader: DataSource, file: string): Promise<void> {
  await reader.initialize();
  try {
    await reader.query('VACUUM INTO ?', [file]);
  } finally {
    await reader.destroy();
  }
}

/** Marks a file as a copy, so that the first server that starts on it knows (see restored.ts). It is not yet synced. */
export async function markAsCopy(copy: DataSource): Promise<void> {
  await copy.initialize();
  try {
    await copy.query(`PRAGMA application_id = ${copyMark}`);
  } finally {
    await copy.destroy();
  }
}
