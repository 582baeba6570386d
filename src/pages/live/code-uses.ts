import { CodeUsesDocument, type CodeUsesQuery } from '../../../schema/operations/typed.ts';
import { useAnswer } from './answers.ts';
import type { Connection } from './connection.ts';

export type CodeUse = CodeUsesQuery['codeUses'][number];

/**
 * [R78] How the codes of a session were used, as far as the viewer may know, by seat; null is the screens'. Empty until it is told.
 * Nothing tells a page of a sign-in, so it is asked when the page opens, when `version` changes and when the page is seen again.
 */
export function useCodeUses(
  connection: Connection,
  sessionId: string,
  version = 0,
): ReadonlyMap<string | null, CodeUse> {
  const { data } = useAnswer(connection, CodeUsesDocument, { sessionId }, version).value;
  return new Map(data?.codeUses.map((use) => [use.seat?.id ?? null, use]));
}
