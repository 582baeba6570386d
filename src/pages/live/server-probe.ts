import { setClock } from './clock.ts';
import { askHealth } from './health.ts';

// Asks a lost server over HTTP whether it is there, because Firefox holds back websockets to a host that failed, longer each time, up to
// a minute, and requests it does not. And a server that is stopping, or a proxy without one, can say so.

const askEveryMs = 1_200;
/** Of askEveryMs: devices that lost the server at once ask one after the other. */
const spread = 0.6;
/** The server is not found over a network that takes longer there and back, encryption included. */
const patienceMs = 4_500;
/**
 * Questions at a time. With this patience they allow one each askEveryMs even where nothing comes back, and no more and more of them to a
 * server that is too busy to answer.
 */
const maxAsking = 4;
/** After so long without an answer, something on the way swallows what is sent. */
const silentMs = 2_000;

/** How long to the next question, by `chance` (0 to 1). */
export const nextAskMs = (chance: number): number => askEveryMs * (1 - spread / 2 + spread * chance);

/**
 * Chromium lets a request wait for the connection that a former one has begun to open, given up or not, and the system repeats its
 * first packet ever more seldom: after a minute of silence, each half minute. A websocket begins anew.
 */
const requestsShareBeginnings = () => /\bChrom(?:e|ium)\//.test(navigator.userAgent);

/** Asks again and again, until the server is there or only a socket can tell. */
export class ServerProbe {
  readonly #onLateAnswer: () => void;
  /** When those questions were put that are without an answer, by performance.now(), the oldest first. */
  readonly #asked = new Set<{ readonly atMs: number }>();
  #found: ((isThere: boolean) => void) | null = null;
  #timer: number | undefined;

  /** `onLateAnswer`: the server said that it is there when nobody waited for it, because a socket is being tried. */
  constructor(onLateAnswer: () => void) {
    this.#onLateAnswer = onLateAnswer;
  }

  /**
   * Resolves when a socket is worth trying: true where the server said that it is there, false where nothing is said and only a
   * socket can tell. Never once it was stopped.
   */
  found(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#found = resolve;
      this.look();
    });
  }

  /** Asks now, where somebody waits: there may be a way again. */
  look(): void {
    window.clearTimeout(this.#timer);
    if (this.#found === null) return;
    if (this.#asked.size < maxAsking) void this.#ask();
    if (this.#isSilent() && requestsShareBeginnings()) this.#end(false);
    else {
      this.#timer = window.setTimeout(() => this.look(), nextAskMs(Math.random()));
    }
  }

  stop(): void {
    window.clearTimeout(this.#timer);
    this.#found = null;
  }

  #isSilent(): boolean {
    const [first] = this.#asked;
    return first !== undefined && performance.now() - first.atMs > silentMs;
  }

  async #ask(): Promise<void> {
    const question = { atMs: performance.now() };
    this.#asked.add(question);
    const health = await askHealth(patienceMs);
    this.#asked.delete(question);
    if (health === null) return;
    setClock(health);
    if (!health.isThere) return;
    if (this.#found === null) this.#onLateAnswer();
    else this.#end(true);
  }

  #end(isThere: boolean): void {
    const found = this.#found;
    this.stop();
    found?.(isThere);
  }
}
