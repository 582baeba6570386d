import { existsSync } from 'node:fs';
import { type Place, placeOf, reader } from '../../ormconfig.ts';
import { type OpenRecord, openRecord } from '../store/store.ts';

/** The database that a command line names, else that of DATABASE_URL, else the default one. */
export function namedPlace(database: string | undefined, fallback: string): Place {
  return placeOf((database === undefined ? process.env.DATABASE_URL : `sqlite:${database}`) || fallback);
}

/** Opens a database file to read; a server may be running. Throws with what is wrong when it cannot be. */
export function openFile(place: Place): Promise<OpenRecord> {
  const source = reader(place);
  if (source === null) throw new Error('A database in memory ends with its process; name a file.');
  if (!existsSync(place.file ?? '')) throw new Error(`There is no database ${place.file}.`);
  return openRecord(source);
}
