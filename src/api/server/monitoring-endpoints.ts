import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Doorkeeper } from '../../clerk/doorkeeper.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import type { HealthCheck } from '../monitoring/health.ts';
import type { Metrics } from '../monitoring/metrics.ts';
import { bearerOf } from './bearer.ts';

// /health and /metrics. Everybody may ask for /health. /metrics needs a token, because its numbers grow with each ballot.

export interface MonitoringEndpoints {
  readonly metrics: Metrics;
  readonly health: HealthCheck;
  readonly doorkeeper: Doorkeeper;
  readonly countOperation: RateLimits['countOperation'];
  readonly nowMs: () => number;
  /** Opens /metrics, as the administrator's token does; null where only that one does. */
  readonly metricsToken: string | null;
  /** How long the same numbers are given, because making them for each of many askers would delay ballots. */
  readonly metricsLastMs?: number;
}

const usualLastMs = 1_000;

/** Serves both. */
export function serveMonitoring(app: FastifyInstance, monitoring: MonitoringEndpoints): void {
  const { metrics, health, doorkeeper, countOperation, nowMs, metricsToken } = monitoring;
  const lastMs = monitoring.metricsLastMs ?? usualLastMs;
  const hash = metricsToken === null ? null : hashOf(metricsToken);
  let made: { readonly atMs: number; readonly text: Promise<string> } | null = null;

  const mayRead = (token: string | null): boolean =>
    token !== null &&
    ((hash !== null && timingSafeEqual(hashOf(token), hash)) ||
      doorkeeper.met(token)?.actor.kind === 'ADMIN');

  app.get('/health', async (_request, reply) => {
    const state = await health.read();
    reply.code(state.status === 'draining' ? 503 : 200).header('cache-control', 'no-store');
    return { ...state, now: new Date(nowMs()).toISOString() };
  });

  app.get('/metrics', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!mayRead(bearerOf(request.headers.authorization))) {
      const allowance = await countOperation(null, request.ip);
      reply.code(allowance?.allowed === false ? 429 : 401).header('www-authenticate', 'Bearer');
      return 'Send "Authorization: Bearer …" with METRICS_TOKEN or the administrator’s token.\n';
    }
    const atMs = performance.now();
    if (made === null || atMs - made.atMs >= lastMs) made = { atMs, text: metrics.registry.metrics() };
    reply.type(metrics.registry.contentType);
    return made.text;
  });
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();
