import { Agent, request } from 'node:http';
import { cpuSeconds } from '../children.mjs';
import { serve } from './jobs.mjs';

/** Clients of history. Their connections stay open, and each has one request under way. */

const requestLimitMs = 60_000;

/** @type {Agent | undefined} */
let agent;

/**
 * @param {{ port: number, token: string }} to @param {string} body
 * @returns {Promise<string>}
 */
const post = ({ port, token }, body) =>
  new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path: '/graphql',
        method: 'POST',
        agent,
        timeout: requestLimitMs,
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          'content-length': Buffer.byteLength(body),
        },
      },
      (response) => {
        /** @type {Buffer[]} */
        const parts = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () => {
          const text = Buffer.concat(parts).toString();
          if (response.statusCode === 200 && !text.includes('"errors":')) resolve(text);
          else reject(new Error(`HTTP ${response.statusCode}: ${text.slice(0, 500)}`));
        });
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${requestLimitMs} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });

/**
 * Sends the bodies in turn for `forMs` milliseconds. The word %TURN% in a body is replaced by another number in each request, so that no answer can have been
 * kept.
 * @param {{ to: { port: number, token: string }, serverPid: number, bodies: string[], connections: number, forMs: number, start: number }} input
 */
const drive = async ({ to, serverPid, bodies, connections, forMs, start }) => {
  agent ??= new Agent({ keepAlive: true });
  /** @type {number[]} */
  const tookMs = [];
  let next = start;
  const began = performance.now();
  const cpu = process.cpuUsage();
  const serverCpu = cpuSeconds(serverPid);
  const lane = async () => {
    while (performance.now() - began < forMs) {
      const body = /** @type {string} */ (bodies[next % bodies.length]).replace('%TURN%', String(next));
      next += 1;
      const sentAt = performance.now();
      await post(to, body);
      tookMs.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    tookMs,
    next,
    perSecond: tookMs.length / seconds,
    serverBusy: (cpuSeconds(serverPid) - serverCpu) / seconds,
    readerBusy: (user + system) / 1e6 / seconds,
  };
};

/** @param {{ to: { port: number, token: string }, body: string }} input */
const one = async ({ to, body }) => {
  agent ??= new Agent({ keepAlive: true });
  return JSON.parse(await post(to, body));
};

serve({ drive, one });
