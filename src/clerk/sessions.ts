import { LRUCache } from 'lru-cache';
import { type Journal, JournalAltered } from './ports.ts';
import { type CommittedSnapshot, foldSealed } from './snapshot.ts';

export interface SessionsOptions {
  readonly journal: Pick<Journal, 'read' | 'seal'>;
  readonly complain: (problem: string, error: unknown) => void;
  /** How many sessions are kept in memory, those that were asked for last. The others are folded from their journals when asked for. */
  readonly sessionsInMemory?: number | undefined;
}

const usualSessionsInMemory = 200;

/** Sessions as they are on disk. Keeps those in memory that were asked for last. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #inMemory: LRUCache<string, CommittedSnapshot>;
  /** Sessions whose journals were found not to be as they were written. */
  readonly #altered = new Set<string>();

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#inMemory = new LRUCache({ max: options.sessionsInMemory ?? usualSessionsInMemory });
  }

  get inMemory(): number {
    return this.#inMemory.size;
  }

  /** How many sessions were found with journals that are not as they were written. */
  get altered(): number {
    return this.#altered.size;
  }

  /** Returns a session; null where there is none. Throws JournalAltered. */
  async look(sessionId: string): Promise<CommittedSnapshot | null> {
    const loaded = this.#inMemory.get(sessionId);
    if (loaded !== undefined) return loaded;
    if (!sessionId.startsWith('ses_')) return null;
    const folded = await this.#fold(sessionId);
    if (folded === null) return null;
    const meanwhile = this.#inMemory.get(sessionId);
    if (meanwhile !== undefined && meanwhile.head.seq >= folded.head.seq) return meanwhile;
    this.#inMemory.set(sessionId, folded);
    return folded;
  }

  /** As `look`, but null where the journal is not as it was written, so that the clerk's own work goes on with the other sessions. */
  readonly lookUnaltered = (sessionId: string): Promise<CommittedSnapshot | null> =>
    this.look(sessionId).catch((error: unknown) => {
      if (error instanceof JournalAltered) return null;
      throw error;
    });

  /** As `look`, without waiting; undefined where the session is not in memory. */
  glance(sessionId: string): CommittedSnapshot | undefined {
    return this.#inMemory.get(sessionId);
  }

  set(sessionId: string, snapshot: CommittedSnapshot): void {
    this.#inMemory.set(sessionId, snapshot);
  }

  /** Drops a session from memory. It is read from its journal when it is looked for again. */
  forget(sessionId: string): void {
    this.#inMemory.delete(sessionId);
  }

  /** Folds a session from its journal. Reports an altered journal once, and remembers it for as long as it is altered. */
  async #fold(sessionId: string): Promise<CommittedSnapshot | null> {
    try {
      const folded = await foldSealed(this.#options.journal, sessionId);
      this.#altered.delete(sessionId);
      return folded;
    } catch (error) {
      if (error instanceof JournalAltered && !this.#altered.has(sessionId)) {
        this.#altered.add(sessionId);
        this.#options.complain(error.message, null);
      }
      throw error;
    }
  }
}
