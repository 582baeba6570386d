// Ids are global, and tell what they name: `rev_<session>_<local>` is a review of the session `ses_<session>`. The tokens are lower-case base 32. They are made
// outside of the core, by hashing.

export const idKinds = ['ses', 'seat', 'rev', 'rnd', 'com', 'rsp', 'res', 'org', 'per', 'key'] as const;
export type IdKind = (typeof idKinds)[number];

/** Makes the same token of the same parts. In practice other parts give another token. */
export type Mint = (...parts: string[]) => string;

export interface ParsedId {
  readonly kind: IdKind;
  /** The session that the thing belongs to; null where it belongs to none. */
  readonly sessionId: string | null;
}

const pattern = /^([a-z]{3,4})_([0-9a-z]{16,32})(?:_([0-9a-z]{1,32}))?$/;

export function sessionIdOf(token: string): string {
  return `ses_${token}`;
}

export function idWithin(kind: IdKind, sessionId: string, token: string): string {
  return `${kind}_${sessionId.slice('ses_'.length)}_${token}`;
}

/** Returns the id of a review's result. Both have the same tokens. */
export function resultIdOf(reviewId: string): string {
  return `res_${reviewId.slice('rev_'.length)}`;
}

export function parseId(id: string): ParsedId | null {
  const match = pattern.exec(id);
  if (match === null) return null;
  const kind = idKinds.find((known) => known === match[1]);
  if (kind === undefined) return null;
  if (kind === 'ses') return { kind, sessionId: match[3] === undefined ? id : null };
  return { kind, sessionId: match[3] === undefined ? null : `ses_${match[2]}` };
}
