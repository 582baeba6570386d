/** A position in a journal. A cursor has the entry's number and the first 8 bytes of its hash, so that one of another journal is recognised. */
export interface Position {
  readonly seq: number;
  /** Hex, 64 digits. */
  readonly hash: string;
}

const shape = /^([1-9][0-9]{0,14})\.([0-9a-f]{16})$/;

export function cursorOf({ seq, hash }: Position): string {
  return Buffer.from(`${seq}.${hash.slice(0, 16)}`).toString('base64url');
}

/** Reads a cursor; null where the text is none. */
export function readCursor(cursor: string): { readonly seq: number; readonly mark: string } | null {
  if (cursor.length > 64) return null;
  const match = shape.exec(Buffer.from(cursor, 'base64url').toString());
  return match?.[1] && match[2] ? { seq: Number(match[1]), mark: match[2] } : null;
}

export function marks(position: Position, mark: string): boolean {
  return position.hash.startsWith(mark);
}
