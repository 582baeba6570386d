import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { TypedDocumentString } from '../../../schema/operations/typed.ts';
import { language } from '../words.ts';
import { AskError, type Connection } from './connection.ts';
import { onWake } from './wake.ts';

export type Asked<Data> =
  | { readonly is: 'waiting'; readonly data: Data | null }
  | { readonly is: 'there'; readonly data: Data }
  | { readonly is: 'failed'; readonly data: null; readonly error: AskError };

const retryMs = 4_000;
/** The codes of errors that pass by themselves. */
const passing = new Set(['INTERNAL_SERVER_ERROR', 'RATE_LIMITED', 'LIMIT_EXCEEDED']);

/** Returns the answer to a query, as `useAsked` does. The variables are the key. Null variables ask nothing. */
export function useAnswer<Data, Variables extends object>(
  connection: Connection,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables | null,
  version: string | number = 0,
): ReadonlySignal<Asked<Data>> {
  const key = variables === null ? null : JSON.stringify(variables);
  return useAsked(connection, key, version, () =>
    connection.ask(document, JSON.parse(key ?? '') as Variables),
  );
}

/**
 * Returns what `ask` resolves to. It asks again when the key, the language or `version` changes, and when the page wakes. The former answer to the same key
 * stays until the new one is there. A null key asks nothing.
 */
export function useAsked<Data>(
  connection: Connection,
  key: string | null,
  version: string | number,
  ask: (connection: Connection) => Promise<Data>,
): ReadonlySignal<Asked<Data>> {
  const spoken = language.value;
  const [attempt, setAttempt] = useState(0);
  const shown = useMemo(() => signal<Asked<Data>>({ is: 'waiting', data: null }), [key]);
  useEffect(() => {
    if (key === null) return;
    let outdated = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    shown.value = { is: 'waiting', data: shown.value.data };
    ask(connection).then(
      (data) => {
        if (!outdated) shown.value = { is: 'there', data };
      },
      (error: unknown) => {
        if (!(error instanceof AskError)) throw error;
        if (outdated) return;
        shown.value = { is: 'failed', data: null, error };
        // It tries again by itself, because nobody may be at the page.
        if (passing.has(error.code)) timer = setTimeout(() => setAttempt((former) => former + 1), retryMs);
      },
    );
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [connection, key, spoken, version, shown, attempt]);
  useEffect(() => onWake(() => setAttempt((former) => former + 1)), []);
  return shown;
}
