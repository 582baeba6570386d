import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Pass } from '../clerk/doorkeeper.ts';
import { coded } from './errors.ts';

export const mostFailures = 30;
const windowSeconds = 60;

/** What a key has left, for the headers RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset (seconds). */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
}

export interface Throttles {
  /** Counts a failed sign-in of this address; throws RATE_LIMITED once there are too many. */
  readonly countFailedSignIn: (address: string) => Promise<void>;
  /** Counts an operation of a key. `allowed` is false once it has had its share of the minute. Null for who has no key. */
  readonly countOperation: (pass: Pass | null) => Promise<(Allowance & { readonly allowed: boolean }) | null>;
}

/**
 * Of sign-ins only failures count, and only failures are turned away: a whole room signs in from one address. Of operations only
 * those of API keys count: whoever sits in the meeting is never told to wait.
 */
export function throttles({
  keyOperationsPerMinute: limit,
}: {
  readonly keyOperationsPerMinute: number;
}): Throttles {
  const failures = new RateLimiterMemory({ points: mostFailures, duration: windowSeconds });
  const operations = new RateLimiterMemory({ points: limit, duration: windowSeconds });
  return {
    async countFailedSignIn(address) {
      const spent = await failures.penalty(address);
      if (spent.consumedPoints <= mostFailures) return;
      const seconds = Math.ceil(spent.msBeforeNext / 1_000);
      throw coded('RATE_LIMITED', `Too many wrong codes from here. Try again in ${seconds} seconds.`, {
        retryAfterSeconds: seconds,
      });
    },
    async countOperation(pass) {
      if (pass?.actor.kind !== 'CLIENT') return null;
      const { spent, allowed } = await spend(operations, pass.actor.keyId);
      const resetSeconds = Math.ceil(spent.msBeforeNext / 1_000);
      return { allowed, limit, remaining: spent.remainingPoints, resetSeconds };
    },
  };
}

async function spend(limiter: RateLimiterMemory, key: string) {
  try {
    return { spent: await limiter.consume(key), allowed: true };
  } catch (spent) {
    if (spent instanceof RateLimiterRes) return { spent, allowed: false };
    throw spent;
  }
}

export function rateLimited({ limit, resetSeconds }: Allowance) {
  const message = `This key has had its ${limit} operations of the minute. Try again in ${resetSeconds} seconds.`;
  return coded('RATE_LIMITED', message, { retryAfterSeconds: resetSeconds });
}
