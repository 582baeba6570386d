/** Messages by path, such as "seats.3.fullName", as the API has paths. */
export type Faults = ReadonlyMap<string, string>;

export const isWithin = (at: string, path: string): boolean => at === path || at.startsWith(`${path}.`);

/** Returns the first fault at a place or inside of it. */
export function faultAt(faults: Faults, path: string): string | undefined {
  if (faults.size === 0) return undefined;
  const exact = faults.get(path);
  if (exact !== undefined) return exact;
  for (const [at, message] of faults) if (isWithin(at, path)) return message;
  return undefined;
}
