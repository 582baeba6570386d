import { readFileSync } from 'node:fs';
import { defaultUrl, type Place, placeOf } from '../ormconfig.ts';

/** What the environment says. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly place: Place;
  /** Null: one is kept beside the database. */
  readonly adminToken: string | null;
  readonly tls: { readonly cert: Buffer; readonly key: Buffer } | null;
  readonly trustProxy: boolean;
  readonly frameIntervalMs: number;
  /** Of one API key. */
  readonly keyOperationsPerMinute: number;
  readonly logLevel: string;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'];

/** Throws, naming the variable and what to write, for a setting that cannot be meant. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const host = env.HOST || '127.0.0.1';
  const tls = readTls(env);
  const trustProxy = env.TRUST_PROXY === '1';
  const local = host === 'localhost' || host === '::1' || /^127\./.test(host);
  if (!local && tls === null && !trustProxy && env.ALLOW_PLAINTEXT !== '1') {
    throw new Error(
      `HOST is ${host}: ballots would cross the network readable. Set TLS_CERT and TLS_KEY, or TRUST_PROXY=1 behind a proxy that ` +
        'speaks TLS, or ALLOW_PLAINTEXT=1 to do it all the same.',
    );
  }
  const adminToken = env.ADMIN_TOKEN || null;
  if (adminToken !== null && !/^\S{32,500}$/.test(adminToken)) {
    throw new Error(
      'ADMIN_TOKEN must be 32 to 500 characters without spaces; leave it out to have one made.',
    );
  }
  const logLevel = env.LOG_LEVEL || 'warn';
  if (!logLevels.includes(logLevel))
    throw new Error(`LOG_LEVEL is ${logLevel}; write one of ${logLevels.join(', ')}.`);
  return {
    port: readNumber(env, 'PORT', 4000, 65_535),
    host,
    place: placeOf(env.DATABASE_URL || defaultUrl),
    adminToken,
    tls,
    trustProxy,
    frameIntervalMs: readNumber(env, 'FRAME_INTERVAL_MS', 100, 60_000),
    keyOperationsPerMinute: readNumber(env, 'API_KEY_OPERATIONS_PER_MINUTE', 600, 1_000_000_000),
    logLevel,
  };
}

function readNumber(env: NodeJS.ProcessEnv, name: string, standard: number, most: number): number {
  const text = env[name] || String(standard);
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > most)
    throw new Error(`${name} is "${text}"; write a whole number from 0 to ${most}.`);
  return value;
}

function readTls(env: NodeJS.ProcessEnv): Settings['tls'] {
  const { TLS_CERT, TLS_KEY } = env;
  if (!TLS_CERT && !TLS_KEY) return null;
  if (!TLS_CERT || !TLS_KEY) throw new Error('TLS_CERT and TLS_KEY go together: the paths of two PEM files.');
  return { cert: readFileSync(TLS_CERT), key: readFileSync(TLS_KEY) };
}
