import type { Command } from '../core/command.ts';
import { refuse } from '../core/refusal.ts';
import { type Answer, digestOf, type Request, refused } from './answer.ts';
import type { Fate, Observer } from './observer.ts';

// Commands that wait for the one worker, in the order of arrival, each with the promise of its answer.

export const maxWaiting = 20_000;
const maxInBatch = 512;

/** Commands that are decided alone. They read the ballot box or the registry's tables, so everything before them must be on disk. */
const goesAlone = new Set<Command['type']>([
  'PrepareSession',
  'ReviseSession',
  'CreateApiKey',
  'RevokeApiKey',
  'RecordDecision',
  'ImportResults',
  'CloseRound',
  'VoidRound',
]);

export interface Waiting {
  readonly request: Request;
  readonly digest: string;
  readonly sinceMs: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

export class Queue {
  readonly #observer: Observer;
  readonly #waiting: Waiting[] = [];
  #closed = false;

  constructor(observer: Observer) {
    this.#observer = observer;
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** How long the first command has waited; 0 where none waits. */
  get oldestWaitedMs(): number {
    const [oldest] = this.#waiting;
    return oldest === undefined ? 0 : performance.now() - oldest.sinceMs;
  }

  /** Takes no more commands. Those that wait stay. */
  close(): void {
    this.#closed = true;
  }

  /** Adds a command. Resolves or rejects when the worker answers it. Answers BUSY at once where there is no room. */
  add(request: Request): Promise<Answer> {
    const sinceMs = performance.now();
    const tell = (fate: Fate) =>
      this.#observer.answered(request.command.type, fate, performance.now() - sinceMs);
    if (this.#closed || this.#waiting.length >= maxWaiting) {
      tell('BUSY');
      return Promise.resolve(refused(refuse('BUSY')));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        request,
        digest: digestOf(request),
        sinceMs,
        resolve(answer) {
          tell(answer.accepted ? 'ACCEPTED' : answer.refusal.code);
          resolve(answer);
        },
        reject(error) {
          tell('FAILED');
          reject(error);
        },
      });
    });
  }

  /** Takes the commands at the head that may be decided together; none where none waits. */
  take(): readonly Waiting[] {
    const together = this.#waiting.findIndex(({ request }) => goesAlone.has(request.command.type));
    const size = together === 0 ? 1 : Math.min(together === -1 ? maxInBatch : together, maxInBatch);
    return this.#waiting.splice(0, size);
  }
}
