import { deviceStorage } from '../../browser-storage.ts';
import type { Draft } from './draft.ts';

// The drafts that this device stores. For every prepared session it stores the one that was accepted last, as long as it can be revised. It never stores access
// codes.

export const newDraftName = 'draft.new';
/** The draft with which a session was last prepared. */
export const preparedName = (sessionId: string): string => `draft.prepared.${sessionId}`;
/** A revision that was not sent yet. */
export const revisionName = (sessionId: string): string => `draft.revision.${sessionId}`;

export const storedDraft = (name: string): Draft | null => deviceStorage.get<Draft>(name);

/** Removes the drafts of a session that has convened, because it cannot be revised any more. */
export function forgetSession(sessionId: string): void {
  deviceStorage.remove(preparedName(sessionId));
  deviceStorage.remove(revisionName(sessionId));
}
