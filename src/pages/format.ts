// Times and names as Vietnamese read them, in both languages: 24 hours, sorted by given name.

const two = (number: number): string => String(number).padStart(2, '0');

/** HH:mm:ss by this device's clock. */
export function clockTime(atMs: number): string {
  const at = new Date(atMs);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** HH:mm of an instant, RFC 3339, by this device's clock. */
export function timeOf(instant: string): string {
  return clockTime(Date.parse(instant)).slice(0, 5);
}

/** YYYY-MM-DD of an instant, RFC 3339, by this device's clock. */
export function dateOf(instant: string): string {
  const at = new Date(instant);
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export const capitalised = (text: string): string => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);

const collator = new Intl.Collator('vi', { numeric: true });

/** By given name, which stands last, then by family name, then by what is between. */
export function compareNames(one: string, other: string): number {
  const parts = (name: string) => {
    const [given = '', ...rest] = name.trim().split(/\s+/).reverse();
    const [family = '', ...between] = rest.reverse();
    return [given, family, between.join(' ')];
  };
  const others = parts(other);
  return parts(one).reduce((order, part, at) => order || collator.compare(part, others[at] ?? ''), 0);
}
