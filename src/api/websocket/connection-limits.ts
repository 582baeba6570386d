import type { Duplex } from 'node:stream';
import { Counter } from '../limits/counter.ts';
import { type Rates, share, spend } from '../limits/rate-limits.ts';

/** How many websockets there may be. */
export interface ConnectionLimits {
  /** How many may be opened from one address in a minute. */
  readonly addressSocketsPerMinute: number;
  /** How many may be open from one address. */
  readonly socketsPerAddress: number;
  /**
   * How many may be open for one seat or key, with all of its tokens. The screens of a session count as one seat, as do the administrator, and all
   * strangers of one address.
   */
  readonly socketsPerSeat: number;
}

/** Why an address gets no further socket now. */
export interface RefusedUpgrade {
  /** The status of HTTP. */
  readonly status: string;
  readonly reason: string;
  /** Null where trying again does not help. */
  readonly retryAfterSeconds: number | null;
}

const retrySeconds = 10;
const status = '429 Too Many Requests';

/**
 * Counts the sockets of networks and of seats, so that nobody takes all sockets of the server. The limits leave room for a whole meeting behind one
 * address, whose clients may all come back at once.
 */
export class ConnectionLimiter {
  readonly #limits: ConnectionLimits;
  readonly #arrivals: ReturnType<typeof share>;
  readonly #byAddress = new Counter();
  readonly #byHolder = new Counter();

  constructor(limits: ConnectionLimits & Pick<Rates, 'windowSeconds'>) {
    this.#limits = limits;
    this.#arrivals = share(limits.addressSocketsPerMinute, limits);
  }

  /** Counts one more socket of an address until `leave`; returns why not, where the address may open none now. */
  async arrive(address: string): Promise<RefusedUpgrade | null> {
    const { spent, allowed } = await spend(this.#arrivals, address);
    if (!allowed) {
      const reason = `This address opened ${this.#limits.addressSocketsPerMinute} sockets within a minute.`;
      return { status, reason, retryAfterSeconds: Math.ceil(spent.msBeforeNext / 1_000) };
    }
    if (this.#byAddress.add(address, this.#limits.socketsPerAddress)) return null;
    const reason = `This address has ${this.#limits.socketsPerAddress} sockets open; close some.`;
    return { status, reason, retryAfterSeconds: retrySeconds };
  }

  leave(address: string): void {
    this.#byAddress.remove(address);
  }

  /** Counts one more socket of a holder until `end`; returns false where the holder may open none now. */
  begin(holder: string): boolean {
    return this.#byHolder.add(holder, this.#limits.socketsPerSeat);
  }

  end(holder: string): void {
    this.#byHolder.remove(holder);
  }
}

/** Answers a request that would have become a socket. */
export function refuseUpgrade(stream: Duplex, { status, reason, retryAfterSeconds }: RefusedUpgrade): void {
  const head = [
    `HTTP/1.1 ${status}`,
    ...(retryAfterSeconds === null ? [] : [`Retry-After: ${retryAfterSeconds}`]),
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(reason)}`,
    'Connection: close',
  ];
  stream.end(`${head.join('\r\n')}\r\n\r\n${reason}`, () => stream.destroy());
}
