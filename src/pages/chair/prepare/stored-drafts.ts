import { deviceStorage } from '../../browser-storage.ts';
import type { Draft } from './draft.ts';

// Drafts that this device stores: of every prepared session the one that was accepted last, for as long as it can be revised. It never
// stores access codes.

export const newDraftName = 'draft.new';
/** What a session was last prepared with. */
export const preparedName = (sessionId: string): string => `draft.prepared.${sessionId}`;
/** A revision that is not sent yet. */
export const revisionName = (sessionId: string): string => `draft.revision.${sessionId}`;

export const storedDraft = (name: string): Draft | null => deviceStorage.get<Draft>(name);

/** A session that has convened is revised no more. */
export function forgetSession(sessionId: string): void {
  deviceStorage.remove(preparedName(sessionId));
  deviceStorage.remove(revisionName(sessionId));
}
