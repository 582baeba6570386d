import { keep, kept } from '../../live/device.ts';
import type { Draft } from './draft.ts';

// Drafts on this device. Of every prepared session what was accepted last, for as long as it can be revised; access codes never.

export const newDraftName = 'draft.new';
/** What a session was last prepared with. */
export const preparedName = (sessionId: string): string => `draft.prepared.${sessionId}`;
/** A revision that is not sent yet. */
export const revisionName = (sessionId: string): string => `draft.revision.${sessionId}`;

export const keptDraft = (name: string): Draft | null => kept<Draft>(name);

/** A session that has convened is revised no more. */
export function forgetSession(sessionId: string): void {
  keep(preparedName(sessionId), null);
  keep(revisionName(sessionId), null);
}
