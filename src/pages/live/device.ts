// What stays on this device. Of this tab: the token, half-filled ballots and what waits to be sent; they end with the tab. Of
// the device: how a person likes the pages.

const prefix = 'hoinghi.';

function read<Value>(storage: Storage, name: string): Value | null {
  try {
    const text = storage.getItem(prefix + name);
    return text === null ? null : (JSON.parse(text) as Value);
  } catch {
    return null;
  }
}

function write(storage: Storage, name: string, value: unknown): void {
  try {
    if (value === null) storage.removeItem(prefix + name);
    else storage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // A full or forbidden storage: the page works on, and forgets at the next reload.
  }
}

/** Of the device, or null. */
export const kept = <Value>(name: string): Value | null => read<Value>(localStorage, name);
/** Null removes. */
export const keep = (name: string, value: unknown): void => write(localStorage, name, value);

/** Of the tab, or null. */
export const held = <Value>(name: string): Value | null => read<Value>(sessionStorage, name);
/** Null removes. */
export const hold = (name: string, value: unknown): void => write(sessionStorage, name, value);

/** Names held in this tab that begin so. */
export function heldNames(start: string): string[] {
  try {
    return Object.keys(sessionStorage)
      .filter((name) => name.startsWith(prefix + start))
      .map((name) => name.slice(prefix.length));
  } catch {
    return [];
  }
}

/** Forgets everything of this tab. */
export function letGo(): void {
  for (const name of heldNames('')) hold(name, null);
}
