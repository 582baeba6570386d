// Ids are global and say what they name: `rev_<session>_<local>` is a review of the session `ses_<session>`.
// The tokens are lower-case base 32; what mints them (a hash of the command's id) is outside of the core.

export const idKinds = ['ses', 'seat', 'rev', 'rnd', 'com', 'rsp', 'res', 'org', 'per', 'key'] as const;
export type IdKind = (typeof idKinds)[number];

/** Makes the same token of the same parts, and in practice no two tokens alike. */
export type Mint = (...parts: string[]) => string;

export interface ParsedId {
  readonly kind: IdKind;
  /** Of the session that the thing belongs to; null for what belongs to none. */
  readonly sessionId: string | null;
}

const pattern = /^([a-z]{3,4})_([0-9a-z]{16,32})(?:_([0-9a-z]{1,32}))?$/;

export function sessionIdOf(token: string): string {
  return `ses_${token}`;
}

export function idWithin(kind: IdKind, sessionId: string, token: string): string {
  return `${kind}_${sessionId.slice('ses_'.length)}_${token}`;
}

/** A result has its review's place in the session. */
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
