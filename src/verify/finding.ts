/** Something that does not fit. */
export interface VerifyFinding {
  /** `house` or a session's id; null where it is not in a journal. */
  readonly journal: string | null;
  readonly seq: number | null;
  /** What was looked at. */
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/** The same, of an entry that the reader of a journal knows. */
export type Mismatch = Pick<VerifyFinding, 'what' | 'expected' | 'found'>;

/** What a fault has to say of its place. */
export function sayFound({ expected, found }: Mismatch): string {
  return `expected ${expected}; found ${found}`;
}

const maxCharacters = 160;

/** A value as a finding says it. */
export function told(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
}

/** Null where they are the same. */
export function compared(what: string, expected: unknown, found: unknown): Mismatch | null {
  return expected === found ? null : { what, expected: told(expected), found: told(found) };
}
