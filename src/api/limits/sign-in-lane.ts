import { readCode } from '../../clerk/codes.ts';
import type { Doorkeeper } from '../../clerk/doorkeeper.ts';
import { networkOf } from './network.ts';
import { type Rates, share, spend } from './rate-limits.ts';
import { shortBytes } from './request-sizes.ts';

/**
 * How many requests of one network are looked at in a second though its share is used up. Somebody who guesses codes gets so many more tries, and there are
 * more than 2^60 codes.
 */
const maxLooksPerSecond = 1_000;
/** How many bodies are waited for at a time, of all networks. The body of a sign-in comes with its head, or one round trip later. */
const maxWaiting = 400;
/** How many strings of one body that have the form of a code are tried: a name may have it beside the code. */
const maxCandidates = 4;

/** A JSON string that may be a code, and is not the name of a member. Within a document its quotes are escaped. */
const candidates = /"([\dA-Za-z\s-]{13,60})\\?"(?!\s*:)/g;

/** The other end of a request whose body is waited for. */
interface Connection {
  readonly destroyed: boolean;
  destroy(): unknown;
}

/**
 * Lets right access codes in from an address whose share of operations without a token is used up, so that one user of the address cannot keep the others
 * from signing in. Wrong codes are refused like everything else from there.
 */
export class SignInLane {
  readonly #doorkeeper: Pick<Doorkeeper, 'hashOfGoodCode'>;
  readonly #looks: ReturnType<typeof share>;
  /** By the hash of the code, so that a right code brings no more operations than its sign-ins. */
  readonly #signIns: ReturnType<typeof share>;
  /** The oldest first. */
  readonly #waiting = new Set<Connection>();

  constructor(
    doorkeeper: Pick<Doorkeeper, 'hashOfGoodCode'>,
    rates: Pick<Rates, 'codeSignInsPerMinute' | 'windowSeconds'>,
  ) {
    this.#doorkeeper = doorkeeper;
    this.#looks = share(maxLooksPerSecond, { windowSeconds: 1 });
    this.#signIns = share(rates.codeSignInsPerMinute, rates);
  }

  /**
   * Says whether the body of a request, of so many bytes, is looked at. The request waits for its body until `leave`. Where too many requests wait, the
   * oldest connection is ended, because a client that signs in sends its body at once.
   */
  async enter(address: string, bytes: number, connection: Connection): Promise<boolean> {
    if (!(await this.mayLook(address, bytes))) return false;
    const [oldest] = this.#waiting;
    if (oldest !== undefined && this.#waiting.size >= maxWaiting) {
      this.#waiting.delete(oldest);
      oldest.destroy();
    }
    if (!connection.destroyed) this.#waiting.add(connection);
    return true;
  }

  /** Says that the body is here, or that nothing waits for it any more. */
  leave(connection: Connection): void {
    this.#waiting.delete(connection);
  }

  /** Says whether a message of so many bytes, which has arrived, is looked at. */
  async mayLook(address: string, bytes: number): Promise<boolean> {
    return bytes <= shortBytes && (await spend(this.#looks, networkOf(address))).allowed;
  }

  /** Says whether a body or message has a code that opens something and was not used too often. */
  async bringsCode(text: string): Promise<boolean> {
    const typed = [...text.matchAll(candidates)].map(([, code = '']) => code);
    for (const code of typed.filter((one) => readCode(one) !== null).slice(0, maxCandidates)) {
      const hash = await this.#doorkeeper.hashOfGoodCode(code);
      if (hash !== null) return (await spend(this.#signIns, hash)).allowed;
    }
    return false;
  }
}
