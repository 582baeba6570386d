import type { FastifyReply } from 'fastify';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Pass } from '../clerk/doorkeeper.ts';
import { coded } from './errors.ts';

export const mostFailures = 30;
const minuteSeconds = 60;

/** How often one of a kind may ask, a minute. A room of a thousand behind one address must fit, and comes back all at once. */
export interface Rates {
  /** Operations of one API key. */
  readonly keyOperationsPerMinute: number;
  /** Operations of one token of a seat or of screens. */
  readonly tokenOperationsPerMinute: number;
  /** Operations from one address by whoever is not signed in, and those with a token that opens nothing. */
  readonly addressOperationsPerMinute: number;
  /** How long whoever asked is remembered; a minute, but in tests. */
  readonly windowSeconds?: number;
}

/** What an asker has left, for the headers RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset (seconds). */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly allowed: boolean;
  /** Whose share it is. */
  readonly of: 'key' | 'token' | 'address';
}

export interface Throttles {
  /** Counts a failed sign-in of this address; throws RATE_LIMITED once there are too many. */
  readonly countFailedSignIn: (address: string) => Promise<void>;
  /** Counts an operation against its key, its token, or the address of who has neither. Null for the administrator: nothing is counted. */
  readonly countOperation: (pass: Pass | null, address: string) => Promise<Allowance | null>;
}

/** Of sign-ins only failures count, and only failures are turned away: a whole room signs in from one address. */
export function throttles(rates: Rates): Throttles {
  const failures = share(mostFailures, rates);
  const turns = new Turns();
  const limiters = {
    key: share(rates.keyOperationsPerMinute, rates),
    token: share(rates.tokenOperationsPerMinute, rates),
    address: share(rates.addressOperationsPerMinute, rates),
  };
  return {
    async countFailedSignIn(address) {
      const spent = await failures.penalty(address);
      if (spent.consumedPoints <= mostFailures) return;
      const seconds = Math.ceil(spent.msBeforeNext / 1_000);
      throw coded('RATE_LIMITED', `Too many wrong codes from here. Try again in ${seconds} seconds.`, {
        retryAfterSeconds: seconds,
      });
    },
    async countOperation(pass, address) {
      const asker = askerOf(pass, address);
      if (asker === null) return null;
      if (asker.of === 'address') await turns.next(address);
      const limiter = limiters[asker.of];
      const { spent, allowed } = await spend(limiter, asker.name);
      const resetSeconds = Math.ceil(spent.msBeforeNext / 1_000);
      return { of: asker.of, allowed, limit: limiter.points, remaining: spent.remainingPoints, resetSeconds };
    },
  };
}

/** Who is counted. The administrator prepares whole sessions by programs, and could stop the server as well. */
function askerOf(
  pass: Pass | null,
  address: string,
): { readonly of: Allowance['of']; readonly name: string } | null {
  switch (pass?.actor.kind) {
    case 'ADMIN':
      return null;
    case 'CLIENT':
      return { of: 'key', name: pass.actor.keyId };
    case undefined:
      return { of: 'address', name: address };
    default:
      return { of: 'token', name: pass?.hash ?? '' };
  }
}

/** So many of something a window. */
export function share(points: number, { windowSeconds = minuteSeconds }: Pick<Rates, 'windowSeconds'>) {
  return new RateLimiterMemory({ points, duration: windowSeconds });
}

/** Spends one; a share that is used up is told like one that is not. */
export async function spend(limiter: RateLimiterMemory, name: string) {
  try {
    return { spent: await limiter.consume(name), allowed: true };
  } catch (spent) {
    if (spent instanceof RateLimiterRes) return { spent, allowed: false };
    throw spent;
  }
}

/** Tells a key what it has left, and throws RATE_LIMITED where an asker has nothing. */
export function admit(reply: FastifyReply, allowance: Allowance | null): void {
  if (allowance === null) return;
  const { of, allowed, limit, remaining, resetSeconds } = allowance;
  if (of === 'key' || !allowed) {
    reply.header('ratelimit-limit', limit);
    reply.header('ratelimit-remaining', remaining);
    reply.header('ratelimit-reset', resetSeconds);
  }
  if (allowed) return;
  reply.header('retry-after', resetSeconds);
  throw rateLimited(allowance);
}

export function rateLimited({ of, limit, resetSeconds }: Allowance) {
  const message = `This ${of} has had its ${limit} operations of the minute. Try again in ${resetSeconds} seconds.`;
  return coded('RATE_LIMITED', message, { retryAfterSeconds: resetSeconds });
}

/** Of one address, strangers' operations begin one after another, in a turn of the event loop each: whoever has a token is heard between them. */
class Turns {
  readonly #last = new Map<string, Promise<void>>();

  next(address: string): Promise<void> {
    const before = this.#last.get(address) ?? Promise.resolve();
    const turn = before.then(() => new Promise<void>((resolve) => setImmediate(resolve)));
    this.#last.set(address, turn);
    void turn.then(() => this.#last.get(address) === turn && this.#last.delete(address));
    return turn;
  }
}
