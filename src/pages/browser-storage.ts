// What this browser stores for the pages, as JSON. The storage of the tab ends with the tab: it has the token, half-filled ballots and what waits to be sent.
// The storage of the device has what a person chose for all pages, and the administrator's drafts.

const prefix = 'hoinghi.';

/** Gets the storage again for each use, because a browser that forbids it throws when the page gets it. */
function valuesIn(storage: () => Storage) {
  return {
    /** Returns the value under a name, or null. */
    get<Value>(name: string): Value | null {
      try {
        const text = storage().getItem(prefix + name);
        return text === null ? null : (JSON.parse(text) as Value);
      } catch {
        return null;
      }
    },
    set(name: string, value: NonNullable<unknown>): void {
      try {
        storage().setItem(prefix + name, JSON.stringify(value));
      } catch {
        // The storage is full or forbidden. The page works without it, and forgets the value when it is reloaded.
      }
    },
    remove(name: string): void {
      try {
        storage().removeItem(prefix + name);
      } catch {
        // A forbidden storage has nothing.
      }
    },
  };
}

export const deviceStorage = valuesIn(() => localStorage);

export const tabStorage = {
  ...valuesIn(() => sessionStorage),
  /** Returns the names that begin with `start`. */
  names(start: string): string[] {
    try {
      return Object.keys(sessionStorage)
        .filter((name) => name.startsWith(prefix + start))
        .map((name) => name.slice(prefix.length));
    } catch {
      return [];
    }
  },
  /** Removes everything of this tab. */
  clear(): void {
    for (const name of tabStorage.names('')) tabStorage.remove(name);
  },
};
