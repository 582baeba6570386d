/** What came of the inputs, counted. */
export class Tally {
  readonly #counts = new Map<string, number>();

  note(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }

  /** By name. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort(([one], [other]) => (one < other ? -1 : 1)));
  }
}

/** A GraphQL answer's first code; OK where it has no error. */
export function codeIn(answer: unknown): string {
  const errors = (answer as { readonly errors?: readonly unknown[] } | null)?.errors;
  if (errors === undefined) return 'OK';
  const [first] = errors as readonly { readonly extensions?: { readonly code?: unknown } }[];
  return String(first?.extensions?.code ?? 'no code');
}
