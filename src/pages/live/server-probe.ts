import { setClock } from './clock.ts';
import { askHealth } from './health.ts';

// Asks a lost server over HTTP whether it is there, because Firefox delays websockets to a host that failed, longer each time, up to a minute, and does not
// delay requests. A server that is stopping, or a proxy without its server, can say so too.

const askEveryMs = 1_200;
/** The part of askEveryMs by which the time between questions varies, so that devices that lost the server together ask one after the other. */
const spread = 0.6;
/** How long an answer may take. Over a network that takes longer there and back, with encryption, the server is not found. */
const patienceMs = 4_500;
/**
 * How many questions may be without an answer. With this patience they allow one each askEveryMs even where nothing comes back, and a server that is too busy
 * to answer does not get more and more of them.
 */
const maxAsking = 4;
/** After this time without an answer, something on the way drops what is sent. */
const silentMs = 2_000;

/** Returns how long to wait for the next question, by `chance` (0 to 1). */
export const nextAskMs = (chance: number): number => askEveryMs * (1 - spread / 2 + spread * chance);

/**
 * Says whether this is Chromium. There a request waits for the connection that a former request has begun to open, even if that one was given up. The system
 * repeats the first packet of that connection more and more seldom, after a minute only each half minute. A websocket begins a connection of its own.
 */
const requestsShareBeginnings = () => /\bChrom(?:e|ium)\//.test(navigator.userAgent);

/** Asks again and again, until the server is there or only a socket can tell. */
export class ServerProbe {
  readonly #onLateAnswer: () => void;
  /** The questions without an answer, the oldest first, with the performance.now() of each. */
  readonly #asked = new Set<{ readonly atMs: number }>();
  #found: ((isThere: boolean) => void) | null = null;
  #timer: number | undefined;

  /** `onLateAnswer` is called where the server said that it is there when nobody waited for that, because a socket is being tried. */
  constructor(onLateAnswer: () => void) {
    this.#onLateAnswer = onLateAnswer;
  }

  /**
   * Resolves when a socket is worth trying: to true where the server said that it is there, to false where nothing answers and only a socket can tell. Never
   * resolves after `stop`.
   */
  found(): Promise<boolean> {
    return new Promise((resolve) => {
      this.#found = resolve;
      this.look();
    });
  }

  /** Asks at once where somebody waits, because there may be a network again. */
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
