import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { TypedDocumentString } from '../../../schema/operations/typed.ts';
import { language } from '../words.ts';
import { AskError, type Connection } from './connection.ts';

export type Asked<Data> =
  | { readonly is: 'waiting'; readonly data: Data | null }
  | { readonly is: 'there'; readonly data: Data }
  | { readonly is: 'failed'; readonly data: null; readonly error: AskError };

const retryMs = 4_000;
/** Errors that pass. */
const passing = new Set(['INTERNAL_SERVER_ERROR', 'RATE_LIMITED', 'LIMIT_EXCEEDED']);

/**
 * The answer to a query, asked anew when the variables, the language or `version` change; the former answer to the same variables
 * stays until the new one is there. Null variables ask nothing.
 */
export function useAnswer<Data, Variables extends object>(
  connection: Connection,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables | null,
  version: string | number = 0,
): ReadonlySignal<Asked<Data>> {
  const key = JSON.stringify(variables);
  const spoken = language.value;
  const [attempt, setAttempt] = useState(0);
  const shown = useMemo(() => signal<Asked<Data>>({ is: 'waiting', data: null }), [key]);
  useEffect(() => {
    const wanted = JSON.parse(key) as Variables | null;
    if (wanted === null) return;
    let outdated = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    shown.value = { is: 'waiting', data: shown.value.data };
    connection.ask(document, wanted).then(
      (data) => {
        if (!outdated) shown.value = { is: 'there', data };
      },
      (error: unknown) => {
        if (!(error instanceof AskError)) throw error;
        if (outdated) return;
        shown.value = { is: 'failed', data: null, error };
        // Nobody may sit at the page to try again.
        if (passing.has(error.code)) timer = setTimeout(() => setAttempt(attempt + 1), retryMs);
      },
    );
    return () => {
      outdated = true;
      clearTimeout(timer);
    };
  }, [connection, document, key, spoken, version, shown, attempt]);
  return shown;
}
