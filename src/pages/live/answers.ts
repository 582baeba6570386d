import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { TypedDocumentString } from '../../../schema/operations/typed.ts';
import { language } from '../words.ts';
import { AskError, type Connection } from './connection.ts';

export type Asked<Data> =
  | { readonly is: 'waiting'; readonly data: Data | null }
  | { readonly is: 'there'; readonly data: Data }
  | { readonly is: 'failed'; readonly data: null; readonly error: AskError };

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
  const shown = useMemo(() => signal<Asked<Data>>({ is: 'waiting', data: null }), [key]);
  useEffect(() => {
    const wanted = JSON.parse(key) as Variables | null;
    if (wanted === null) return;
    let outdated = false;
    shown.value = { is: 'waiting', data: shown.value.data };
    connection.ask(document, wanted).then(
      (data) => {
        if (!outdated) shown.value = { is: 'there', data };
      },
      (error: unknown) => {
        if (!(error instanceof AskError)) throw error;
        if (!outdated) shown.value = { is: 'failed', data: null, error };
      },
    );
    return () => {
      outdated = true;
    };
  }, [connection, document, key, spoken, version, shown]);
  return shown;
}
