/** Something in a database that does not fit. */
export interface VerifyFinding {
  /** `house` for the registry's journal, or a session's id; null where the finding is about no journal. */
  readonly journal: string | null;
  /** The number of the entry; null where the finding is about no entry. */
  readonly seq: number | null;
  /** What was compared. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** A finding without its place, which the caller knows. */
export type Mismatch = Pick<VerifyFinding, 'what' | 'expected' | 'found'>;

/** Returns the sentence that says what was expected and what was found. */
export function sayFound({ expected, found }: Mismatch): string {
  return `expected ${expected}; found ${found}`;
}

const maxCharacters = 160;

/** Returns a value as text for a finding: a string as it is, anything else as JSON, 160 characters at most. */
export function told(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
}

/** Compares two values, and returns null where they are equal. */
export function compared(what: string, expected: unknown, found: unknown): Mismatch | null {
  return expected === found ? null : { what, expected: told(expected), found: told(found) };
}
