import { randomUUID } from 'node:crypto';

/** Returns the id that a trusted proxy gave, where it could not be anything else; else a new one. */
export function requestIdOf(given: string | readonly string[] | undefined, trustProxy: boolean): string {
  return trustProxy && typeof given === 'string' && /^[\w@-]{8,64}$/.test(given) ? given : randomUUID();
}
