import type { Doorkeeper } from '../../clerk/doorkeeper.ts';
import { networkOf } from './network.ts';
import { type Rates, share, spend } from './rate-limits.ts';
import { shortBytes } from './request-sizes.ts';

/**
 * Requests a second of one network that are looked at although its share is used up. Whoever guesses codes has so many tries more; there are
 * 2^60 codes and more.
 */
const maxLooksPerSecond = 1_000;
/** Bodies that are waited for at a time, of all networks. One that signs in comes with its head, or a round trip later. */
const maxWaiting = 400;
/** What looks like a code in one body: a name may, beside the code. */
const maxCandidates = 2;

/** A JSON string that may be a code, the name of a member excepted; in a document its quotes are escaped. */
const candidates = /"([\dA-Za-z\s-]{13,60})\\?"(?!\s*:)/g;

/** The other end of a request whose body is waited for. */
interface Connection {
  readonly destroyed: boolean;
  destroy(): unknown;
}

/**
 * Lets right access codes in from an address whose share of operations without a token is used up, so that nobody who shares the address
 * keeps others from signing in. A wrong code is refused as everything else from there is.
 */
export class SignInLane {
  readonly #doorkeeper: Pick<Doorkeeper, 'hashOfGoodCode'>;
  readonly #looks: ReturnType<typeof share>;
  /** By the code's hash: a right code brings no operations beside its sign-ins. */
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
   * Says whether the body of a request, of so many bytes, is looked at. It is waited for until `leave`; where too many are, the connection
   * that waits longest is ended, because who signs in keeps nobody waiting.
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

  /** Its body is here, or is waited for no more. */
  leave(connection: Connection): void {
    this.#waiting.delete(connection);
  }

  /** Says whether a message of so many bytes, which is here already, is looked at. */
  async mayLook(address: string, bytes: number): Promise<boolean> {
    return bytes <= shortBytes && (await spend(this.#looks, networkOf(address))).allowed;
  }

  /** Whether a body or message that is looked at brings a code that opens something, and that does so not too often. */
  async bringsCode(text: string): Promise<boolean> {
    const typed = [...text.matchAll(candidates)].slice(0, maxCandidates);
    for (const [, code = ''] of typed) {
      const hash = await this.#doorkeeper.hashOfGoodCode(code);
      if (hash !== null) return (await spend(this.#signIns, hash)).allowed;
    }
    return false;
  }
}
