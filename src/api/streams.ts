import { coded } from './errors.ts';

/** Of one seat, key or address: documents of its own that it follows. */
export const mostOwnStreams = 20;

/**
 * Counts what is executed anew at every change for one asker: documents that it wrote itself. Followers of one frame are one, however many
 * there are; what pages follow is everybody's and not counted.
 */
export class Streams {
  readonly #byAsker = new Map<string, Map<string, number>>();

  /** One more follows this; returns what takes that back. Throws LIMIT_EXCEEDED for an asker with too many others. */
  begin(asker: string, stream: string): () => void {
    const own = this.#byAsker.get(asker) ?? new Map<string, number>();
    const followers = own.get(stream) ?? 0;
    if (followers === 0 && own.size >= mostOwnStreams) throw tooManyStreams();
    own.set(stream, followers + 1);
    this.#byAsker.set(asker, own);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (own.get(stream) ?? 1) - 1;
      if (left > 0) own.set(stream, left);
      else own.delete(stream);
      if (own.size === 0) this.#byAsker.delete(asker);
    };
  }
}

const tooManyStreams = () =>
  coded(
    'LIMIT_EXCEEDED',
    `You follow ${mostOwnStreams} different documents already; end one of them, or ask for all of it in one document.`,
  );
