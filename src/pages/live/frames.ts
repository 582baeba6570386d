import { type ReadonlySignal, signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import type { TypedDocumentString } from '../../../schema/operations/typed.ts';
import type { Connection } from './connection.ts';

interface Frame {
  readonly cursor: string;
  readonly session: { readonly revision: number };
}

/** Returns the newest view of a session; null before the first. A view that is older than the shown one is not shown. */
export function useFrames<Found extends Frame>(
  connection: Connection,
  document: TypedDocumentString<
    { sessionWatch: Found },
    { sessionId: string; after?: string | null | undefined }
  >,
  sessionId: string,
): ReadonlySignal<Found['session'] | null> {
  const shown = useMemo(() => signal<Found['session'] | null>(null), [sessionId]);
  useEffect(() => {
    const variables: { sessionId: string; after: string | null } = { sessionId, after: null };
    return connection.watch(document, variables, ({ sessionWatch }) => {
      const former = shown.value;
      // Without a cursor the newest view counts, although it may have a lower revision after a restore.
      if (variables.after !== null && former !== null && sessionWatch.session.revision < former.revision)
        return;
      variables.after = sessionWatch.cursor;
      shown.value = sessionWatch.session;
    });
  }, [connection, document, sessionId, shown]);
  return shown;
}

/** Returns the newest answer of a subscription that has no cursor; null before the first. */
export function useNewest<Data, Variables extends object>(
  connection: Connection,
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): ReadonlySignal<Data | null> {
  const key = JSON.stringify(variables);
  const shown = useMemo(() => signal<Data | null>(null), [key]);
  useEffect(
    () =>
      connection.watch(document, JSON.parse(key) as Variables, (data) => {
        shown.value = data;
      }),
    [connection, document, key, shown],
  );
  return shown;
}
