import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Pass } from '../../clerk/doorkeeper.ts';
import { coded } from '../errors.ts';
import { networkOf } from './network.ts';

export const maxFailures = 30;
const minuteSeconds = 60;

/** How often each asker may ask in a minute. A room of a thousand people behind one address must fit in, also when all of them come back at once. */
export interface Rates {
  /** Operations of one API key. */
  readonly keyOperationsPerMinute: number;
  /** Operations of one seat, with all of its tokens together. The screens of a session count as one seat. */
  readonly seatOperationsPerMinute: number;
  /** Operations from one address without a token, or with one that opens nothing. */
  readonly addressOperationsPerMinute: number;
  /** All other requests from one address: pages and their files, /health, /metrics, links, unknown paths. */
  readonly addressRequestsPerMinute: number;
  /** Sign-ins by one access code. Each makes a token, which is written to the database as a ballot is. */
  readonly codeSignInsPerMinute: number;
  /** How long a count lasts: a minute, except in tests. */
  readonly windowSeconds?: number;
}

/** What an asker has left, for the headers RateLimit-Limit, RateLimit-Remaining and RateLimit-Reset (seconds). */
export interface Allowance {
  readonly limit: number;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly allowed: boolean;
  /** Whose share it is. */
  readonly of: 'key' | 'seat' | 'address';
}

export interface RateLimits {
  /** Counts a request that is no operation against its network. Returns null, or the seconds after which to come back. */
  readonly countRequest: (address: string) => Promise<number | null>;
  /** Counts a failed sign-in of this address; throws RATE_LIMITED once there are too many. */
  readonly countFailedSignIn: (address: string) => Promise<void>;
  /** Counts a sign-in by the hash of its code; throws RATE_LIMITED once there are too many. */
  readonly countSignIn: (codeHash: string) => Promise<void>;
  /** Counts operations against their key, their seat, or the network of a stranger. Returns null for the administrator, who has no limit. */
  readonly countOperation: (pass: Pass | null, address: string, many?: number) => Promise<Allowance | null>;
}

/** Counts what each asker asks in a minute. Of sign-ins, an address is refused for failed ones alone, because a whole room signs in from one address. */
export function rateLimits(rates: Rates): RateLimits {
  const failures = share(maxFailures, rates);
  const signIns = share(rates.codeSignInsPerMinute, rates);
  const requests = share(rates.addressRequestsPerMinute, rates);
  const limiters = {
    key: share(rates.keyOperationsPerMinute, rates),
    seat: share(rates.seatOperationsPerMinute, rates),
    address: share(rates.addressOperationsPerMinute, rates),
  };
  return {
    async countRequest(address) {
      const { spent, allowed } = await spend(requests, networkOf(address));
      return allowed ? null : Math.ceil(spent.msBeforeNext / 1_000);
    },
    async countFailedSignIn(address) {
      const spent = await failures.penalty(networkOf(address));
      if (spent.consumedPoints <= maxFailures) return;
      const seconds = Math.ceil(spent.msBeforeNext / 1_000);
      throw coded('RATE_LIMITED', `Too many wrong codes from here. Try again in ${seconds} seconds.`, {
        retryAfterSeconds: seconds,
      });
    },
    async countSignIn(codeHash) {
      const { spent, allowed } = await spend(signIns, codeHash);
      if (allowed) return;
      const seconds = Math.ceil(spent.msBeforeNext / 1_000);
      throw coded(
        'RATE_LIMITED',
        `This code signed in ${signIns.points} times within a minute. Try again in ${seconds} seconds; if it was not you, have a new code issued.`,
        { retryAfterSeconds: seconds },
      );
    },
    async countOperation(pass, address, many = 1) {
      const asker = askerOf(pass, address);
      if (asker.of === 'administrator') return null;
      const limiter = limiters[asker.of];
      const { spent, allowed } = await spend(limiter, asker.name, many);
      const resetSeconds = Math.ceil(spent.msBeforeNext / 1_000);
      return { of: asker.of, allowed, limit: limiter.points, remaining: spent.remainingPoints, resetSeconds };
    },
  };
}

export interface Asker {
  readonly of: Allowance['of'] | 'administrator';
  readonly name: string;
}

/**
 * Returns the asker whose share an operation is taken from. Signing in again gives no new share. The administrator has no limit, because he prepares whole
 * sessions by programs, and could stop the server anyway.
 */
export function askerOf(pass: Pass | null, address: string): Asker {
  switch (pass?.actor.kind) {
    case 'ADMIN':
      return { of: 'administrator', name: 'administrator' };
    case 'CLIENT':
      return { of: 'key', name: pass.actor.keyId };
    case 'SEAT':
      return { of: 'seat', name: pass.actor.seatId };
    case 'SCREEN':
      return { of: 'seat', name: `screens of ${pass.actor.sessionId}` };
    default:
      return { of: 'address', name: networkOf(address) };
  }
}

/** Makes a limiter of so many points a window. */
export function share(points: number, { windowSeconds = minuteSeconds }: Pick<Rates, 'windowSeconds'>) {
  return new RateLimiterMemory({ points, duration: windowSeconds });
}

/** Takes points of a name's share, and says whether it had as many. Does not throw where it had not, as `consume` does. */
export async function spend(limiter: RateLimiterMemory, name: string, many = 1) {
  try {
    return { spent: await limiter.consume(name, many), allowed: true };
  } catch (spent) {
    if (spent instanceof RateLimiterRes) return { spent, allowed: false };
    throw spent;
  }
}

/** Says of an asker whose share is used up when to come back. */
export function rateLimited({ of, limit, resetSeconds }: Allowance) {
  const message = `This ${of} has had its ${limit} operations of the minute. Try again in ${resetSeconds} seconds.`;
  return coded('RATE_LIMITED', message, { retryAfterSeconds: resetSeconds });
}
