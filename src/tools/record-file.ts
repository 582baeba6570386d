import { existsSync } from 'node:fs';
import { type Place, placeOf, reader } from '../../ormconfig.ts';
import { type OpenRecord, openRecord } from '../store/store.ts';
import type { CommandWords } from '../words/commands.ts';

/** The database that a command line names, else that of DATABASE_URL, else the default one. */
export function namedPlace(database: string | undefined, fallback: string): Place {
  return placeOf((database === undefined ? process.env.DATABASE_URL : `sqlite:${database}`) || fallback);
}

/** A connection to a database that is there, not yet opened. Throws with what to do for one in memory, and where there is none. */
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

/** Opens a database file to read; a server may be running. Throws with what is wrong when it cannot be. */
export function openFile(place: Place, words: CommandWords): Promise<OpenRecord> {
  return openRecord(existingSource(place, words));
}
