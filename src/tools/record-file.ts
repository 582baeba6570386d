import { existsSync } from 'node:fs';
import { type Place, placeOf, reader } from '../../ormconfig.ts';
import { type OpenRecord, openRecord } from '../store/store.ts';
import type { CommandWords } from '../words/commands.ts';

/** Returns the place of the database: the file `database` that the command line names, else DATABASE_URL, else the URL `fallback`. */
export function namedPlace(database: string | undefined, fallback: string): Place {
  return placeOf((database === undefined ? process.env.DATABASE_URL : `sqlite:${database}`) || fallback);
}

/**
 * Returns a connection to an existing database, which is not opened yet. Throws where the database is in memory or there is no file, with an error that says
 * what to do.
 */
export function existingSource(
  place: Place,
  words: CommandWords,
  connect: typeof reader = reader,
): NonNullable<ReturnType<typeof reader>> {
  const source = connect(place);
  if (source === null) throw new Error(words.inMemory);
  if (!existsSync(place.file ?? '')) throw new Error(words.noDatabase(place.file ?? ''));
  return source;
}

/** Opens a database file for reading. A server may be running on it. Throws where it cannot be opened, with an error that says why. */
export function openFile(place: Place, words: CommandWords): Promise<OpenRecord> {
  return openRecord(existingSource(place, words));
}
