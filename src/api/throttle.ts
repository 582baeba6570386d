import { RateLimiterMemory } from 'rate-limiter-flexible';
import { coded } from './errors.ts';

const mostFailures = 30;
const windowSeconds = 60;

/** Only failures count, and only failures are turned away: a whole room signs in from one address. */
export function signInThrottle() {
  const failures = new RateLimiterMemory({ points: mostFailures, duration: windowSeconds });
  return {
    async countFailedSignIn(address: string): Promise<void> {
      const spent = await failures.penalty(address);
      if (spent.consumedPoints <= mostFailures) return;
      const seconds = Math.ceil(spent.msBeforeNext / 1_000);
      throw coded('RATE_LIMITED', `Too many wrong codes from here. Try again in ${seconds} seconds.`, {
        retryAfterSeconds: seconds,
      });
    },
  };
}
