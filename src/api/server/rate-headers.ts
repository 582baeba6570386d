import type { FastifyReply } from 'fastify';
import { type Allowance, rateLimited } from '../limits/rate-limits.ts';

/** Writes RateLimit headers for API keys and for whoever is refused; throws RATE_LIMITED where the asker has nothing left. */
export function sendRateHeaders(reply: FastifyReply, allowance: Allowance | null): void {
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
