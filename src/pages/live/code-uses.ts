import { CodeUsesDocument, type CodeUsesQuery } from '../../../schema/operations/typed.ts';
import { useAnswer } from './answers.ts';
import type { Connection } from './connection.ts';

export type CodeUse = CodeUsesQuery['codeUses'][number];

/**
 * [R78] Returns how the codes of a session were used, as far as the viewer may know it, by seat; null is the screens'. Empty until it is known. It is asked
 * when the page opens, when `version` changes and when the page wakes, because no sign-in is announced to pages.
 */
export function useCodeUses(
  connection: Connection,
  sessionId: string,
  version = 0,
): ReadonlyMap<string | null, CodeUse> {
  const { data } = useAnswer(connection, CodeUsesDocument, { sessionId }, version).value;
  return new Map(data?.codeUses.map((use) => [use.seat?.id ?? null, use]));
}
