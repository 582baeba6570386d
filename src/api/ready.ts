// graphql-ws writes a message as JSON.stringify({ id, type, payload }) and sends it at once. A payload that is written already
// leaves a mark there, and is put in its place by the socket.

let pending: string | null = null;
const mark = 0;

/** A result that was serialised once, for all who follow. */
export class Ready {
  // Of an execution result, whose place it takes.
  declare readonly data?: null;
  declare readonly errors?: readonly never[];
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): number {
    pending = this.text;
    return mark;
  }
}

/** The message with the payload that was being written into it, if any. To be called with every message, as it is sent. */
export function spliced(message: string): string {
  if (pending === null) return message;
  const text = pending;
  pending = null;
  const end = `:${mark}}`;
  if (!message.endsWith(end)) throw new Error('a ready payload was not the last part of its message');
  return `${message.slice(0, 1 - end.length)}${text}}`;
}
