// What this browser keeps for the pages, as JSON. The storage of the tab ends with the tab: it has the token, half-filled ballots and
// what waits to be sent. The storage of the device has what a person chose for all pages, and the administrator's drafts.

const prefix = 'hoinghi.';

/** Takes the storage anew each time, because a browser that forbids it throws when it is asked for it. */
function valuesIn(storage: () => Storage) {
  return {
    /** The value under a name, or null. */
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
        // A full or forbidden storage: the page works on, and forgets at the next reload.
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
  /** The names that begin so. */
  names(start: string): string[] {
    try {
      return Object.keys(sessionStorage)
        .filter((name) => name.startsWith(prefix + start))
        .map((name) => name.slice(prefix.length));
    } catch {
      return [];
    }
  },
  /** Forgets everything of this tab. */
  clear(): void {
    for (const name of tabStorage.names('')) tabStorage.remove(name);
  },
};
