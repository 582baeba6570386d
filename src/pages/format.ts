// Times and names in both languages as Vietnamese read them: with 24 hours, and sorted by given name.

const two = (number: number): string => String(number).padStart(2, '0');

/** Returns HH:mm:ss by this device's clock. */
export function clockTime(atMs: number): string {
  const at = new Date(atMs);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** Returns an instant, RFC 3339, as HH:mm by this device's clock. */
export function timeOf(instant: string): string {
  return clockTime(Date.parse(instant)).slice(0, 5);
}

/** Returns an instant, RFC 3339, as YYYY-MM-DD by this device's clock. */
export function dateOf(instant: string): string {
  const at = new Date(instant);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);

const collator = new Intl.Collator('vi', { numeric: true });

/** Compares names by the given name, which comes last, then by the family name, then by the names between them. */
export function compareNames(one: string, other: string): number {
  const parts = (name: string) => {
    const [given = '', ...rest] = name.trim().split(/\s+/).reverse();
    const [family = '', ...between] = rest.reverse();
    return [given, family, between.join(' ')];
  };
  const others = parts(other);
  return parts(one).reduce((order, part, at) => order || collator.compare(part, others[at] ?? ''), 0);
}
